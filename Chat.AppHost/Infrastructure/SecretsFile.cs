using System.Security.Cryptography;
using System.Text.Json;

namespace Chat.AppHost.Infrastructure;

/// <summary>Generated passwords, readable by the AppHost's user alone.</summary>
internal sealed class SecretsFile(string path)
{
    private const int Bytes = 36;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>36 random bytes in base64. Their alphabet needs no escape in a connection string or a shell, save that "/" and "+" are replaced.</summary>
    internal string GetOrCreate(string name)
    {
        var secrets = File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path))! : [];
        if (secrets.TryGetValue(name, out var known))
            return known;
        var secret = secrets[name] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes)).Replace('/', 'a').Replace('+', 'b');
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(path + ".new", options))
        {
            JsonSerializer.Serialize(file, secrets, Indented);
            file.Flush(flushToDisk: true);
        }
        File.Move(path + ".new", path, overwrite: true);
        return secret;
    }
}
