using System.IO.Pipelines;
using System.Text.Json;
using Chat.Accounts.EncryptionKeys;
using Chat.Accounts.Notifications;
using Chat.Accounts.Profile;
using Chat.Accounts.SignIns;
using Chat.Contracts.Messages.V1;
using Chat.Contracts.Sessions.V1;
using Chat.ServiceDefaults.Hosting;

namespace Chat.Accounts.Export;

/// <summary>Writes the file, never holding more of it than some kilobytes.</summary>
sealed class ExportFile(
    DateTime now, OwnUserDto account, NotificationsDto notifications, IReadOnlyList<SignInDto> signIns,
    IReadOnlyList<ExportedPushSubscription> pushSubscriptions,
    PublicKeyDto? encryptionKey,
    IncomingList<PersonalSession> sessions, IncomingList<PersonalMessage> messages)
{
    const int FlushAt = 32 * 1024;

    public async Task WriteAsync(Stream body, CancellationToken cancel)
    {
        var file = PipeWriter.Create(body, new StreamPipeWriterOptions(leaveOpen: true));
        await using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true, Encoder = JsonDefaults.Options.Encoder });
        json.WriteStartObject();
        json.WriteString("exported_at", now);
        Write(json, "account", account);
        Write(json, "notifications", notifications);
        Write(json, "sign_ins", signIns);
        Write(json, "push_subscriptions", pushSubscriptions);
        Write(json, "encryption_key", encryptionKey);
        await WriteAllAsync(file, json, "sessions", sessions, ExportedMembership.Of, cancel);
        await WriteAllAsync(file, json, "messages", messages, ExportedPersonalMessage.Of, cancel);
        json.WriteEndObject();
        await json.FlushAsync(cancel);
        await file.FlushAsync(cancel);
    }

    static async Task WriteAllAsync<TFrom, TTo>(
        PipeWriter file, Utf8JsonWriter json, string name, IncomingList<TFrom> items, Func<TFrom, TTo> convert, CancellationToken cancel)
    {
        json.WriteStartArray(name);
        await foreach (var item in items.ReadAsync(cancel))
        {
            JsonSerializer.Serialize(json, convert(item), JsonDefaults.Options);
            if (file.UnflushedBytes > FlushAt) await file.FlushAsync(cancel);
        }
        json.WriteEndArray();
    }

    static void Write<T>(Utf8JsonWriter json, string name, T value)
    {
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, value, JsonDefaults.Options);
    }
}
