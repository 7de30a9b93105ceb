using System.Diagnostics;
using System.Globalization;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>A server that speaks S3 (s3rver), with one bucket. <c>./chat setup</c> of the tests brings it.</summary>
sealed class S3Server : IAsyncDisposable
{
    public const string Bucket = "chat-files";

    // The one pair of keys that it knows.
    public const string Key = "S3RVER";

    readonly string _folder = Directory.CreateTempSubdirectory("chat-s3-").FullName;
    readonly Process _process;

    S3Server(int port)
    {
        Address = $"http://localhost:{port}";
        string[] arguments = [Program(), "--directory", _folder, "--address", "localhost", "--port", port.ToString(CultureInfo.InvariantCulture), "--configure-bucket", Bucket, "--silent"];
        _process = Process.Start(new ProcessStartInfo("node", arguments))!;
    }

    public string Address { get; }

    public static async Task<S3Server> StartAsync()
    {
        var server = new S3Server(OneMore.FreePort());
        using var http = new HttpClient();
        await Eventually.SucceedsAsync(() => http.GetAsync(server.Address), "the S3 server listens");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    static string Program()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Chat.sln"))) folder = folder.Parent!;
        var program = Path.Combine(folder.FullName, ".chat", "s3rver", "node_modules", "s3rver", "bin", "s3rver.js");
        Assert.True(File.Exists(program), $"{program} is missing: './chat test system' brings it.");
        return program;
    }
}
