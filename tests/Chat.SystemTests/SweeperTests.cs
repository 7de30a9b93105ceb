using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Aspire.Hosting.Testing;
using Chat.Testing;
using Npgsql;

namespace Chat.SystemTests;

/// <summary>What is left when a process dies between two steps of a file's life: bytes without what tells of them, and the other way round. Most of the states are made by hand.</summary>
public sealed class SweeperTests(ChatSystem chat) : IAsyncLifetime
{
    static readonly byte[] Content = RandomNumberGenerator.GetBytes(1000);

    NpgsqlDataSource _database = null!;
    ChatUser _ada = null!;

    public async ValueTask InitializeAsync()
    {
        _database = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("messagesdb"))!);
        _ada = await chat.NewUserAsync("ada");
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Bytes_that_never_came_to_count_go_with_their_file()
    {
        // Died after a part was written, and before its row was; and in the middle of writing one.
        var address = await _ada.Http.BeginUploadAsync(2000);
        using (var some = await _ada.Http.SendBytesAsync(address, 0, Content)) Assert.Equal(HttpStatusCode.NoContent, some.StatusCode);
        var id = Uploads.IdOf(address);
        Leave(id, $"{1000:D12}-{Guid.NewGuid():N}");
        Leave(id, $"{1000:D12}-{Guid.NewGuid():N}.{Guid.NewGuid():N}.part");
        Assert.Equal(1000, await _ada.Http.OffsetAsync(address));
        using (var rest = await _ada.Http.SendBytesAsync(address, 1000, Content)) Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
        Assert.Equal(Content.Concat(Content).ToArray(), await _ada.Http.GetByteArrayAsync($"/api/files/{id}/x"));
        // Finished: only what is the file is there.
        Assert.Single(Stored(id));
        Leave(id, "content-of-a-try-that-lost");
        await ExpireAsync(id);
        await Eventually.BecomesTrueAsync(() => Stored(id).Length == 0, "all of it is gone", 60);
    }

    [Fact]
    public async Task A_file_whose_bytes_are_gone_already_is_swept_and_until_then_nobody_gets_half_of_it()
    {
        // Died after the bytes were deleted, and before the row was.
        var session = await _ada.CreateSessionAsync("Half");
        var id = await _ada.Http.UploadAsync(Content);
        var message = await _ada.PostFilesAsync(session.Id, "Here", id);
        foreach (var path in Stored(id)) File.Delete(path);
        await Api.ProblemAsync(await _ada.Http.GetAsync(message.Attachments![0].Url), 404, "file_not_found");

        Assert.Equal(HttpStatusCode.NoContent, (await _ada.Http.DeleteAsync($"/api/messages/{message.Id}/")).StatusCode);
        await Eventually.BecomesTrueAsync(async () => await CountAsync($"SELECT count(*) FROM files WHERE id = '{id}'") == 0, "its row is gone", 60);
    }

    [Fact]
    public async Task A_file_in_a_message_stays_however_long_ago_it_was_to_expire()
    {
        // Died after the message was committed: the file still waits to expire.
        var session = await _ada.CreateSessionAsync("Kept");
        var id = await _ada.Http.UploadAsync(Content);
        var message = await _ada.PostFilesAsync(session.Id, "Here", id);
        await ExpireAsync(id);
        await Eventually.BecomesTrueAsync(async () => await CountAsync($"SELECT count(*) FROM files WHERE id = '{id}' AND expires_at IS NULL") == 1, "it expires no more", 60);
        Assert.Equal(Content, await _ada.Http.GetByteArrayAsync(message.Attachments![0].Url));
    }

    [Fact]
    public async Task Files_of_a_session_that_was_half_erased_go_while_the_rest_of_it_still_waits()
    {
        var session = await _ada.CreateSessionAsync("Erased");
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await _ada.Http.UploadAsync(Content));
            await _ada.PostFilesAsync(session.Id, null, ids[i]);
        }
        // Its messages cannot be deleted, so that the erasing ends in the middle, over and over.
        await using (await Stumble.OverAsync(_database, "messages", "DELETE", $"OLD.session_id = {session.Id}"))
        {
            Assert.Equal(HttpStatusCode.NoContent, (await _ada.Http.DeleteAsync($"/api/sessions/{session.Id}/")).StatusCode);
            foreach (var id in ids) await Eventually.BecomesTrueAsync(() => Stored(id).Length == 0, "a file is gone", 60);
            await Eventually.BecomesTrueAsync(
                async () => await CountAsync($"SELECT count(*) FROM files WHERE id = ANY (ARRAY['{string.Join("','", ids)}']::uuid[])") == 0, "and so are their rows", 60);
            Assert.Equal(3, await CountAsync($"SELECT count(*) FROM messages WHERE session_id = {session.Id}"));
        }
        await Eventually.BecomesTrueAsync(async () => await CountAsync($"SELECT count(*) FROM messages WHERE session_id = {session.Id}") == 0, "the rest goes, too", 120);
    }

    [Fact]
    public async Task What_is_made_of_an_upload_that_is_given_up_meanwhile_does_not_stay()
    {
        // A scanner that takes its time.
        using var scanner = new TcpListener(IPAddress.Loopback, 0);
        scanner.Start();
        await using var messages = await (await OneMore.StartAsync(chat, "messages", [new("Files__Scanner", scanner.LocalEndpoint.ToString())])).IsReadyAsync();
        using var http = (await _ada.SignInWithTokenAsync(messages.Address)).Http;
        var address = await http.BeginUploadAsync(Content.Length);
        var id = Uploads.IdOf(address);
        var sending = http.SendBytesAsync(address, 0, Content);
        using var scan = await scanner.AcceptTcpClientAsync();
        using (var given = await http.TusAsync(HttpMethod.Delete, address)) Assert.Equal(HttpStatusCode.NoContent, given.StatusCode);
        await Eventually.BecomesTrueAsync(async () => await CountAsync($"SELECT count(*) FROM files WHERE id = '{id}'") == 0, "it is swept", 60);

        await scan.GetStream().WriteAsync("stream: OK\0"u8.ToArray());
        scan.Client.Shutdown(SocketShutdown.Send);
        await Api.ProblemAsync(await sending, 404, "upload_not_found");
        Assert.Empty(Stored(id));
    }

    string FolderOf(Guid id) => Path.Combine(chat.Files, id.ToString()[..2], id.ToString());

    string[] Stored(Guid id) => Directory.Exists(FolderOf(id)) ? Directory.GetFiles(FolderOf(id)) : [];

    void Leave(Guid id, string name) => File.WriteAllBytes(Path.Combine(FolderOf(id), name), [1, 2, 3]);

    async Task ExpireAsync(Guid id)
    {
        await using var command = _database.CreateCommand($"UPDATE files SET expires_at = to_timestamp(0) WHERE id = '{id}'");
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    async Task<long> CountAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
