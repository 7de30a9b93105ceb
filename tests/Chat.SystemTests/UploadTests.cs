using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Chat.Testing;
using Npgsql;

namespace Chat.SystemTests;

/// <summary>Uploads by tus 1.0: in pieces, from any instance, checked, limited, and gone when they are given up.</summary>
public sealed class UploadTests(ChatSystem chat)
{
    [Fact]
    public async Task The_server_says_what_it_can()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/uploads/");
        using var reply = await chat.Anonymous().Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, reply.StatusCode);
        Assert.Equal("1.0.0", Header(reply, "Tus-Version"));
        Assert.Equal(["checksum", "creation", "expiration", "termination"], Header(reply, "Tus-Extension").Split(',').Order());
        Assert.Contains("sha1", Header(reply, "Tus-Checksum-Algorithm").Split(','));
        Assert.Equal(100 * 1024 * 1024, int.Parse(Header(reply, "Tus-Max-Size"), CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_file_comes_in_pieces_and_the_server_knows_how_far()
    {
        var ada = (await chat.NewUserAsync("ada")).Http;
        var bytes = RandomNumberGenerator.GetBytes(300_000);
        var address = await ada.BeginUploadAsync(bytes.Length);
        Assert.Equal(0, await ada.OffsetAsync(address));

        using (var first = await ada.SendBytesAsync(address, 0, bytes[..100_000]))
        {
            Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
            Assert.Equal("100000", Header(first, "Upload-Offset"));
            Assert.Equal("1.0.0", Header(first, "Tus-Resumable"));
            Assert.InRange(DateTime.Parse(Header(first, "Upload-Expires"), CultureInfo.InvariantCulture).ToUniversalTime() - DateTime.UtcNow, TimeSpan.FromHours(20), TimeSpan.FromHours(30));
        }
        using (var head = await ada.TusAsync(HttpMethod.Head, address))
        {
            Assert.Equal(("100000", "300000"), (Header(head, "Upload-Offset"), Header(head, "Upload-Length")));
            Assert.True(head.Headers.CacheControl!.NoStore);
        }
        foreach (var wrong in new[] { 0, 99_999, 100_001 })
            await Api.ProblemAsync(await ada.SendBytesAsync(address, wrong, bytes[100_000..]), 409, "offset_mismatch");
        Assert.Equal(100_000, await ada.OffsetAsync(address));
        using (var last = await ada.SendBytesAsync(address, 100_000, bytes[100_000..])) Assert.Equal(HttpStatusCode.NoContent, last.StatusCode);

        var upload = await Api.ReadAsync<JsonElement>(await ada.GetAsync(address));
        Assert.Equal("ready", upload.GetProperty("state").GetString());
        Assert.Equal(bytes, await ada.GetByteArrayAsync(upload.GetProperty("attachment").GetProperty("url").GetString()));
    }

    [Fact]
    public async Task What_does_not_keep_to_the_protocol_is_refused()
    {
        var (ada, bob) = ((await chat.NewUserAsync("ada")).Http, (await chat.NewUserAsync("bob")).Http);
        await Api.ProblemAsync(await ada.TusAsync(HttpMethod.Post, "/api/uploads/", null, ("Upload-Length", "5"), ("Tus-Resumable", "")), 412, "unsupported_tus_version");
        using (var old = await ada.TusAsync(HttpMethod.Post, "/api/uploads/", null, ("Upload-Length", "5"), ("Tus-Resumable", "0.2.2")))
        {
            Assert.Equal("1.0.0", Header(old, "Tus-Version"));
            await Api.ProblemAsync(old, 412, "unsupported_tus_version");
        }
        foreach (var length in new[] { "", "many", "-1", "0", "99999999999999999999" })
            await Api.ProblemAsync(await ada.TusAsync(HttpMethod.Post, "/api/uploads/", null, ("Upload-Length", length)), 400, "validation_failed");
        await Api.ProblemAsync(await ada.TusAsync(HttpMethod.Post, "/api/uploads/", null, ("Upload-Length", "5"), ("Upload-Metadata", "filename ?")), 400, "validation_failed");
        await Api.ProblemAsync(await chat.Anonymous().Http.TryBeginUploadAsync(5), 401, "not_signed_in");

        var address = await ada.BeginUploadAsync(5);
        await Api.ProblemAsync(await ada.TusAsync(HttpMethod.Patch, address, new StringContent("hello"), ("Upload-Offset", "0")), 415, "unsupported_media_type");
        await Api.ProblemAsync(await ada.SendBytesAsync(address, 0, [1], ("Tus-Resumable", "2.0.0")), 412, "unsupported_tus_version");
        await Api.ProblemAsync(await ada.SendBytesAsync(address, -1, [1]), 400, "validation_failed");
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete }) await Api.ProblemAsync(await bob.TusAsync(method, address), 404, "upload_not_found");
        await Api.ProblemAsync(await bob.SendBytesAsync(address, 0, [1]), 404, "upload_not_found");
        await Api.ProblemAsync(await ada.SendBytesAsync($"/api/uploads/{Guid.NewGuid()}/", 0, [1]), 404, "upload_not_found");
        Assert.Equal(0, await ada.OffsetAsync(address));
    }

    [Fact]
    public async Task Bytes_with_a_wrong_checksum_do_not_count()
    {
        var ada = (await chat.NewUserAsync("ada")).Http;
        var bytes = RandomNumberGenerator.GetBytes(5_000_000);
        var address = await ada.BeginUploadAsync(bytes.Length);
        var wrong = Convert.ToBase64String(Sha1("something else"u8.ToArray()));
        await Api.ProblemAsync(await ada.SendBytesAsync(address, 0, bytes, ("Upload-Checksum", $"sha1 {wrong}")), 460, "checksum_mismatch");
        await Api.ProblemAsync(await ada.SendBytesAsync(address, 0, bytes, ("Upload-Checksum", $"crc32 {wrong}")), 400, "validation_failed");
        Assert.Equal(0, await ada.OffsetAsync(address));
        // Nor do they stay on the disk, however often somebody sends them.
        Assert.Empty(FilesOf(address));
        using (var half = await ada.SendBytesAsync(address, 0, bytes[..2_000_000], ("Upload-Checksum", $"sha1 {Convert.ToBase64String(Sha1(bytes[..2_000_000]))}")))
            Assert.Equal(HttpStatusCode.NoContent, half.StatusCode);
        using (var rest = await ada.SendBytesAsync(address, 2_000_000, bytes[2_000_000..], ("Upload-Checksum", $"sha256 {Convert.ToBase64String(SHA256.HashData(bytes[2_000_000..]))}")))
            Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
        Assert.Equal(bytes, await ContentAsync(ada, address));
    }

    [Fact]
    public async Task Too_large_a_file_and_more_bytes_than_announced_are_refused()
    {
        var ada = (await chat.NewUserAsync("ada")).Http;
        await Api.ProblemAsync(await ada.TryBeginUploadAsync(100 * 1024 * 1024 + 1), 413, "payload_too_large");
        var address = await ada.BeginUploadAsync(100);
        await Api.ProblemAsync(await ada.SendBytesAsync(address, 0, new byte[101]), 413, "payload_too_large");
        // Without saying how many will come.
        using var content = new StreamContent(new UnknownLength(new byte[5000])) { Headers = { ContentType = new MediaTypeHeaderValue("application/offset+octet-stream") } };
        await Api.ProblemAsync(await ada.TusAsync(HttpMethod.Patch, address, content, ("Upload-Offset", "0")), 413, "payload_too_large");
        Assert.Equal(0, await ada.OffsetAsync(address));
        Assert.Empty(FilesOf(address));
    }

    [Fact]
    public async Task All_files_of_a_user_have_a_limit_that_many_at_once_do_not_pass()
    {
        var ada = (await chat.NewUserAsync("ada")).Http;
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ada.TryBeginUploadAsync(50_000_000)));
        Assert.Equal(ChatSystem.FilesPerUser / 50_000_000, replies.Count(reply => reply.StatusCode is HttpStatusCode.Created));
        foreach (var refused in replies.Where(reply => reply.StatusCode is not HttpStatusCode.Created)) await Api.ProblemAsync(refused, 413, "quota_exceeded");
        // What is given up makes room.
        using (var gone = await ada.TusAsync(HttpMethod.Delete, replies.First(reply => reply.StatusCode is HttpStatusCode.Created).Headers.Location!.ToString()))
            Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        await Eventually.BecomesTrueAsync(async () => (await ada.TryBeginUploadAsync(50_000_000)).StatusCode is HttpStatusCode.Created, "there is room again", 40);
    }

    [Fact]
    public async Task Uploads_that_are_given_up_or_left_alone_go_with_all_their_bytes()
    {
        var ada = (await chat.NewUserAsync("ada")).Http;
        var (given, left) = (await ada.BeginUploadAsync(1000), await ada.BeginUploadAsync(1000));
        foreach (var address in new[] { given, left })
        {
            using var some = await ada.SendBytesAsync(address, 0, new byte[500]);
            Assert.NotEmpty(FilesOf(address));
        }
        using (var gone = await ada.TusAsync(HttpMethod.Delete, given)) Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        await using (var database = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("messagesdb"))!))
        await using (var command = database.CreateCommand($"UPDATE files SET expires_at = now() - interval '1 second' WHERE id = '{Uploads.IdOf(left)}'"))
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        foreach (var address in new[] { given, left })
        {
            using (var reply = await ada.SendBytesAsync(address, 500, new byte[500])) Assert.True(reply.StatusCode is HttpStatusCode.Gone or HttpStatusCode.NotFound);
            using (var head = await ada.TusAsync(HttpMethod.Head, address)) Assert.True(head.StatusCode is HttpStatusCode.Gone or HttpStatusCode.NotFound);
            await Eventually.BecomesTrueAsync(() => FilesOf(address).Length == 0, "its bytes are gone", 40);
            await Eventually.BecomesTrueAsync(async () => (await ada.TusAsync(HttpMethod.Head, address)).StatusCode is HttpStatusCode.NotFound, "it is gone", 40);
        }
    }

    [Fact]
    public async Task What_came_before_a_connection_broke_counts()
    {
        var ada = (await chat.NewUserAsync("ada")).Http;
        var bytes = RandomNumberGenerator.GetBytes(9_000_000);
        var address = await ada.BeginUploadAsync(bytes.Length);
        using (var content = new StreamContent(new Breaking(bytes, 6_000_000)) { Headers = { ContentType = new MediaTypeHeaderValue("application/offset+octet-stream"), ContentLength = bytes.Length } })
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => ada.TusAsync(HttpMethod.Patch, address, content, ("Upload-Offset", "0")));
        await Eventually.BecomesTrueAsync(async () => await ada.OffsetAsync(address) >= 4 * 1024 * 1024, "what came counts");
        // The server may still be storing the last of it.
        var offset = await Eventually.SucceedsAsync(async () =>
        {
            var stands = await ada.OffsetAsync(address);
            using var rest = await ada.SendBytesAsync(address, stands, bytes[(int)stands..]);
            Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
            return stands;
        }, "the rest is taken");
        Assert.InRange(offset, 4 * 1024 * 1024, 6_000_000);
        Assert.Equal(bytes, await ContentAsync(ada, address));
    }

    [Fact]
    public async Task Of_two_who_send_the_same_bytes_at_once_one_counts()
    {
        var ada = (await chat.NewUserAsync("ada")).Http;
        for (var round = 0; round < 5; round++)
        {
            var address = await ada.BeginUploadAsync(2000);
            var pieces = Enumerable.Range(1, 6).Select(value => Enumerable.Repeat((byte)value, 1000).ToArray()).ToArray();
            var replies = await Task.WhenAll(pieces.Select(piece => ada.SendBytesAsync(address, 0, piece)));
            Assert.Single(replies, reply => reply.StatusCode is HttpStatusCode.NoContent);
            Assert.All(replies, reply => Assert.True(reply.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.Conflict));
            using (var rest = await ada.SendBytesAsync(address, 1000, new byte[1000])) Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
            var content = await ContentAsync(ada, address);
            Assert.Equal(pieces[Array.FindIndex(replies, reply => reply.StatusCode is HttpStatusCode.NoContent)], content[..1000]);
        }
    }

    [Fact]
    public async Task An_upload_goes_on_after_the_instance_that_had_it_was_killed()
    {
        var ada = (await chat.NewUserAsync("ada")).Http;
        var bytes = RandomNumberGenerator.GetBytes(20_000_000);
        var address = await ada.BeginUploadAsync(bytes.Length);
        var instances = await chat.InstancesAsync("messages");
        var slow = new Slow(bytes);
        using (var content = new StreamContent(slow) { Headers = { ContentType = new MediaTypeHeaderValue("application/offset+octet-stream"), ContentLength = bytes.Length } })
        {
            var sending = ada.TusAsync(HttpMethod.Patch, address, content, ("Upload-Offset", "0"));
            await Eventually.BecomesTrueAsync(async () => await ada.OffsetAsync(address) > 0, "something has arrived");
            // Which of them has it is not told: one is killed, and if it was the other, that one, too.
            await instances[0].KillAsync();
            try
            {
                slow.Hurry();
                using var reply = await sending;
                Assert.True(reply.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway, $"{reply.StatusCode}");
            }
            catch (HttpRequestException)
            {
                // It broke in the middle.
            }
        }
        await Eventually.SucceedsAsync(async () =>
        {
            var offset = (int)await ada.OffsetAsync(address);
            if (offset == bytes.Length) return true;
            using var rest = await ada.SendBytesAsync(address, offset, bytes[offset..]);
            Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
            return true;
        }, "the rest is taken by the other instance");
        await instances[0].StartAsync();
        Assert.Equal(bytes, await Eventually.SucceedsAsync(() => ContentAsync(ada, address), "the file is whole"));
    }

    [Fact]
    public async Task Beginning_uploads_without_end_is_limited()
    {
        var ada = (await chat.NewUserAsync("ada")).Http;
        HttpResponseMessage reply;
        var begun = 0;
        while ((reply = await ada.TryBeginUploadAsync(1)).StatusCode is HttpStatusCode.Created) Assert.InRange(++begun, 1, 600);
        Assert.True(reply.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        await Api.ProblemAsync(reply, 429, "rate_limited");
    }

    string[] FilesOf(string address)
    {
        var id = Uploads.IdOf(address).ToString();
        var folder = Path.Combine(chat.Files, id[..2], id);
        return Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
    }

    static async Task<byte[]> ContentAsync(HttpClient http, string address)
    {
        var upload = await Api.ReadAsync<JsonElement>(await http.GetAsync(address));
        return await http.GetByteArrayAsync(upload.GetProperty("attachment").GetProperty("url").GetString());
    }

    static byte[] Sha1(byte[] bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(bytes);
        return hash.GetHashAndReset();
    }

    static string Header(HttpResponseMessage reply, string name) => Assert.Single(reply.Headers.GetValues(name));

    /// <summary>A stream of which nobody knows the end.</summary>
    class UnknownLength(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }

    /// <summary>Breaks off in the middle.</summary>
    sealed class Breaking(byte[] bytes, int at) : UnknownLength(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < at ? base.ReadAsync(buffer[..(int)Math.Min(buffer.Length, at - Position)], cancellationToken) : throw new IOException("The cable was pulled.");
    }

    /// <summary>Gives half of its bytes, and the rest when it is told to.</summary>
    sealed class Slow(byte[] bytes) : UnknownLength(bytes)
    {
        readonly TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly int _half = bytes.Length / 2;

        public void Hurry() => _hurry.TrySetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position >= _half) await _hurry.Task.WaitAsync(cancellationToken);
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
