using System.Diagnostics;
using System.IO.Compression;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>An owner can take a copy of a session, and anybody can see later that it was not touched.</summary>
public sealed class ExportTests(ChatSystem chat)
{
    const string Tricky = "a \"quoted\" line\nand <script>alert(1)</script> & \u2028 日本語 🚀 }]";

    [Theory]
    [InlineData("json")]
    [InlineData("html")]
    public async Task An_export_is_whole_and_proves_it(string format)
    {
        var (owner, session) = await SceneAsync();
        var file = await ExportAsync(owner, session, format);
        var (code, output) = await VerifyAsync(file);
        Assert.True(code == 0, output);
        Assert.Contains($"session {session}, 4 messages", output, StringComparison.Ordinal);

        var key = (await owner.Http.GetFromJsonAsync<JsonElement>("/api/export-keys/"))[0].GetProperty("id").GetString()!;
        Assert.Equal(0, (await VerifyAsync(file, "--key", key)).Code);
        Assert.Equal(1, (await VerifyAsync(file, "--key", "another")).Code);
    }

    [Fact]
    public async Task The_json_holds_every_message_as_it_is()
    {
        var (owner, session) = await SceneAsync();
        using var json = JsonDocument.Parse(await ExportAsync(owner, session, "json"));
        var messages = json.RootElement.GetProperty("messages").EnumerateArray().Select(entry => entry.GetProperty("message")).ToList();
        Assert.Equal([1, 2, 3, 4], messages.Select(message => message.GetProperty("seq").GetInt64()));
        Assert.Equal([Tricky, "then edited", "", "the last one"], messages.Select(message => message.GetProperty("content").GetString()));
        Assert.True(messages[1].TryGetProperty("edited_at", out _));
        Assert.True(messages[2].TryGetProperty("deleted_at", out _));
        var header = json.RootElement.GetProperty("header");
        Assert.Equal("Minutes <b>", header.GetProperty("session").GetProperty("name").GetString());
        Assert.Equal(2, header.GetProperty("session").GetProperty("participants").GetArrayLength());
    }

    [Fact]
    public async Task The_page_shows_what_was_written_as_text()
    {
        var (owner, session) = await SceneAsync();
        var page = Encoding.UTF8.GetString(await ExportAsync(owner, session, "html"));
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", page, StringComparison.Ordinal);
        Assert.Contains("日本語", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("html")]
    public async Task Whatever_is_changed_is_found(string format)
    {
        var (owner, session) = await SceneAsync();
        var file = await ExportAsync(owner, session, format);
        var text = Encoding.UTF8.GetString(file);
        var lines = text.Split('\n');
        var messages = Enumerable.Range(0, lines.Length).Where(i => lines[i].Contains("the last one", StringComparison.Ordinal) || lines[i].Contains("then edited", StringComparison.Ordinal)).ToArray();

        var tampered = new Dictionary<string, byte[]>
        {
            ["a word"] = Encoding.UTF8.GetBytes(text.Replace("the last one", "the last two", StringComparison.Ordinal)),
            ["a message left out"] = Encoding.UTF8.GetBytes(string.Join('\n', lines.Where((_, i) => i != messages[0]))),
            ["the last message left out"] = Encoding.UTF8.GetBytes(string.Join('\n', lines.Where((_, i) => i != messages[1]))),
            ["messages changed round"] = Encoding.UTF8.GetBytes(string.Join('\n', Swapped(lines, messages[0], messages[1]))),
            ["a message twice"] = Encoding.UTF8.GetBytes(text.Replace(lines[messages[1]], lines[messages[1]] + "\n" + lines[messages[1]], StringComparison.Ordinal)),
            ["another name of the session"] = Encoding.UTF8.GetBytes(text.Replace("Minutes", "Nothing", StringComparison.Ordinal)),
            ["another count"] = Encoding.UTF8.GetBytes(text.Replace("\"messages\":4", "\"messages\":3", StringComparison.Ordinal)),
            ["cut off"] = file[..^40],
            ["something behind"] = [.. file, .. "<p>more</p>\n"u8],
            ["nothing"] = [],
        };
        // And any byte anywhere.
        var random = new Random(20260101);
        for (var i = 0; i < 12; i++)
        {
            var copy = file.ToArray();
            var at = random.Next(copy.Length);
            copy[at] ^= (byte)(1 << random.Next(7));
            tampered[$"a bit of byte {at}"] = copy;
        }

        foreach (var (what, bytes) in tampered)
        {
            var (code, output) = await VerifyAsync(bytes);
            Assert.True(code == 1, $"{what} was not found: {output}");
        }
    }

    [Theory]
    [InlineData("json")]
    [InlineData("html")]
    public async Task An_archive_has_the_files_too_and_each_is_what_it_was(string format)
    {
        var (owner, session) = await SceneAsync();
        var (notes, picture) = (Encoding.UTF8.GetBytes("Some notes, " + Tricky), await owner.Http.UploadAsync(TestPictures.Large(), "sea & sky 日.png"));
        var first = await owner.PostFilesAsync(session, null, await owner.Http.UploadAsync(notes, "notes.txt"), picture);
        await owner.PostFilesAsync(session, "The same again", picture);
        var gone = await owner.PostFilesAsync(session, "Not for long", await owner.Http.UploadAsync(notes, "gone.txt"));
        using (var deleted = await owner.Http.DeleteAsync($"/api/messages/{gone.Id}/")) Assert.True(deleted.IsSuccessStatusCode);

        var folder = Directory.CreateTempSubdirectory("chat-export-").FullName;
        try
        {
            await UnpackAsync(owner, session, format, folder);
            var document = Path.Combine(folder, $"session.{format}");
            var (text, image) = (first.Attachments![0], first.Attachments[1]);
            Assert.Equal(notes, await File.ReadAllBytesAsync(Path.Combine(folder, "files", text.Id.ToString(), "notes.txt"), TestContext.Current.CancellationToken));
            Assert.Equal(2, Directory.GetFiles(Path.Combine(folder, "files"), "*", SearchOption.AllDirectories).Length);
            var (code, output) = await VerifyAsync(document);
            Assert.True(code == 0, output);
            Assert.Contains("7 messages and 2 files", output, StringComparison.Ordinal);

            var path = Path.Combine(folder, "files", image.Id.ToString(), image.Name);
            var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
            bytes[^1] ^= 1;
            await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
            Assert.Equal(1, (await VerifyAsync(document)).Code);
            File.Delete(path);
            (code, output) = await VerifyAsync(document);
            // Deleted while the archive was written, it would be just as absent: nothing that was signed is wrong.
            Assert.True(code == 3 && output.Contains("Unchanged", StringComparison.Ordinal) && output.Contains($"Absent, 1 of the files that it names: files/{image.Id}/", StringComparison.Ordinal), output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("json")]
    [InlineData("html")]
    public async Task A_file_that_the_store_has_lost_is_absent_from_the_archive_and_the_check_names_it(string format)
    {
        var (owner, session) = await SceneAsync();
        var message = await owner.PostFilesAsync(session, "Both", await owner.Http.UploadAsync("kept"u8.ToArray(), "kept.txt"), await owner.Http.UploadAsync("lost"u8.ToArray(), "lost.txt"));
        var (kept, lost) = (message.Attachments![0], message.Attachments[1]);
        Directory.Delete(Path.Combine(chat.Files, lost.Id.ToString()[..2], lost.Id.ToString()), recursive: true);

        var folder = Directory.CreateTempSubdirectory("chat-export-").FullName;
        try
        {
            await UnpackAsync(owner, session, format, folder);
            Assert.Equal([Path.Combine(folder, "files", kept.Id.ToString(), "kept.txt")], Directory.GetFiles(Path.Combine(folder, "files"), "*", SearchOption.AllDirectories));
            // All that is written and signed is whole: a lost file is told from a changed one.
            var (code, output) = await VerifyAsync(Path.Combine(folder, $"session.{format}"));
            Assert.True(code == 3, output);
            Assert.Contains("5 messages and 1 files", output, StringComparison.Ordinal);
            Assert.Contains($"Absent, 1 of the files that it names: files/{lost.Id}/lost.txt.", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Only_an_owner_gets_one()
    {
        var (owner, session) = await SceneAsync();
        var (bob, eve) = (await chat.NewUserAsync("bob"), await chat.NewUserAsync("eve"));
        using (var added = await owner.Http.PostAsJsonAsync($"/api/sessions/{session}/participants/", new { user_id = bob.Id })) Assert.True(added.IsSuccessStatusCode);
        using var forbidden = await bob.Http.GetAsync($"/api/sessions/{session}/export/");
        await Api.ProblemAsync(forbidden, 403, "forbidden");
        using var hidden = await eve.Http.GetAsync($"/api/sessions/{session}/export/");
        await Api.ProblemAsync(hidden, 404, "session_not_found");
        using var wrong = await owner.Http.GetAsync($"/api/sessions/{session}/export/?format=pdf");
        await Api.ProblemAsync(wrong, 400, "validation_failed");
    }

    async Task<(ChatUser Owner, long Session)> SceneAsync()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Minutes <b>", bob);
        await ada.PostAsync(session.Id, Tricky);
        var second = await bob.PostAsync(session.Id, "first");
        var third = await ada.PostAsync(session.Id, "gone soon");
        await bob.PostAsync(session.Id, "the last one");
        using var edited = await bob.Http.PatchAsJsonAsync($"/api/messages/{second.Id}/", new { content = "then edited" });
        using var deleted = await ada.Http.DeleteAsync($"/api/messages/{third.Id}/");
        Assert.True(edited.IsSuccessStatusCode && deleted.IsSuccessStatusCode);
        return (ada, session.Id);
    }

    static async Task<byte[]> ExportAsync(ChatUser owner, long session, string format)
    {
        using var reply = await owner.Http.GetAsync($"/api/sessions/{session}/export/?format={format}");
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync());
        Assert.Equal("attachment", reply.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Contains("nosniff", reply.Headers.GetValues("X-Content-Type-Options"));
        return await reply.Content.ReadAsByteArrayAsync();
    }

    /// <summary>Gets the archive with files, whole, and unpacks it.</summary>
    static async Task UnpackAsync(ChatUser owner, long session, string format, string folder)
    {
        using var reply = await owner.Http.GetAsync($"/api/sessions/{session}/export/?format={format}&files=true");
        Assert.Equal("application/zip", reply.Content.Headers.ContentType?.MediaType);
        await using var archive = await reply.Content.ReadAsStreamAsync();
        await ZipFile.ExtractToDirectoryAsync(archive, folder, TestContext.Current.CancellationToken);
    }

    static async Task<(int Code, string Output)> VerifyAsync(byte[] export, params string[] arguments)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, export);
            return await VerifyAsync(path, arguments);
        }
        finally
        {
            File.Delete(path);
        }
    }

    static async Task<(int Code, string Output)> VerifyAsync(string path, params string[] arguments)
    {
        using var check = Process.Start(new ProcessStartInfo("node", [Script(), path, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await check.StandardOutput.ReadToEndAsync() + await check.StandardError.ReadToEndAsync();
        await check.WaitForExitAsync();
        return (check.ExitCode, output);
    }

    static string Script()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Chat.sln"))) folder = Path.GetDirectoryName(folder)!;
        return Path.Combine(folder, "eng", "verify-export.mjs");
    }

    static string[] Swapped(string[] lines, int one, int other)
    {
        var copy = lines.ToArray();
        (copy[one], copy[other]) = (copy[other], copy[one]);
        return copy;
    }
}
