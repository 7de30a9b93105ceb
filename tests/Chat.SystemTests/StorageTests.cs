using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Chat.Messages.Attachments;
using Chat.Messages.Attachments.Storage;
using Chat.Testing;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;

namespace Chat.SystemTests;

/// <summary>Both stores of files keep the same promises; and the whole way of a file over S3.</summary>
public sealed class StorageTests(ChatSystem chat)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_keeps_whole_files_reads_them_from_anywhere_and_forgets_them(bool isS3)
    {
        await using var s3 = isS3 ? await S3Server.StartAsync() : null;
        var folder = Directory.CreateTempSubdirectory("chat-store-");
        try
        {
            var options = Options.Create(new FilesOptions { Folder = folder.FullName, S3 = s3 is null ? new() : SettingsOf(s3) });
            using var s3Store = s3 is null ? null : new S3Store(options);
            IFileStore store = s3Store is null ? new FolderStore(options, new HostingEnvironment { ContentRootPath = "/" }) : s3Store;
            var (file, other, bytes) = (Guid.NewGuid(), Guid.NewGuid(), RandomNumberGenerator.GetBytes(3_000_000));

            Assert.Equal(bytes.Length, await store.WriteAsync($"{file}/one", new MemoryStream(bytes), default));
            Assert.Equal(5, await store.WriteAsync($"{file}/two", new MemoryStream("other"u8.ToArray()), default));
            Assert.Equal(5, await store.WriteAsync($"{other}/one", new MemoryStream("third"u8.ToArray()), default));
            foreach (var offset in new[] { 0, 1, 2_999_999 })
            {
                await using var read = await store.ReadAsync($"{file}/one", offset, default);
                using var content = new MemoryStream();
                await read.CopyToAsync(content);
                Assert.Equal(bytes[offset..], content.ToArray());
            }
            Assert.Equal([$"{file}/one", $"{file}/two"], (await store.ListAsync(file, default)).Order());

            // What breaks off in the middle is not there at all.
            await Assert.ThrowsAsync<IOException>(() => store.WriteAsync($"{file}/three", new Torn(), default));
            Assert.Equal(2, (await store.ListAsync(file, default)).Count);
            await Assert.ThrowsAsync<FileNotFoundException>(() => store.ReadAsync($"{file}/three", 0, default));
            await Assert.ThrowsAsync<FileNotFoundException>(() => store.ReadAsync($"{Guid.NewGuid()}/one", 0, default));

            await store.DeleteAsync([$"{file}/one", $"{file}/two", $"{file}/never"], default);
            await store.DeleteAsync([$"{file}/one"], default);
            Assert.Empty(await store.ListAsync(file, default));
            Assert.Single(await store.ListAsync(other, default));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_file_goes_all_its_way_over_S3()
    {
        await using var s3 = await S3Server.StartAsync();
        await using var messages = await (await OneMore.StartAsync(chat, "messages",
            [new("Files__Store", "S3"), new("Files__S3__Endpoint", s3.Address), new("Files__S3__Bucket", S3Server.Bucket), new("Files__S3__AccessKey", S3Server.Key), new("Files__S3__SecretKey", S3Server.Key)])).IsReadyAsync();
        var user = await chat.NewUserAsync("ada");
        var session = await user.CreateSessionAsync("S3");
        var (ada, _) = await user.SignInWithTokenAsync(messages.Address);
        using (ada)
        {
            var bytes = RandomNumberGenerator.GetBytes(9_000_000);
            var address = await ada.BeginUploadAsync(bytes.Length, "big.bin");
            using (var first = await ada.SendBytesAsync(address, 0, bytes[..5_000_000])) Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
            using (var rest = await ada.SendBytesAsync(address, 5_000_000, bytes[5_000_000..])) Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
            var picture = await ada.UploadAsync(TestPictures.Large(), "picture.png");
            var posted = await user.PostFilesAsync(session.Id, null, Uploads.IdOf(address), picture);

            Assert.Equal(bytes, await ada.GetByteArrayAsync(posted.Attachments![0].Url));
            using var request = new HttpRequestMessage(HttpMethod.Get, posted.Attachments[0].Url) { Headers = { Range = new RangeHeaderValue(8_000_000, 8_000_099) } };
            using var part = await ada.SendAsync(request);
            Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
            Assert.Equal(bytes[8_000_000..8_000_100], await part.Content.ReadAsByteArrayAsync());
            Assert.StartsWith("RIFF", Encoding.Latin1.GetString(await ada.GetByteArrayAsync(posted.Attachments[1].ThumbnailUrl)), StringComparison.Ordinal);

            // Of the parts nothing is left.
            using var store = new S3Store(Options.Create(new FilesOptions { S3 = SettingsOf(s3) }));
            Assert.Single(await store.ListAsync(Uploads.IdOf(address), default));
            Assert.Equal(2, (await store.ListAsync(picture, default)).Count);
        }
    }

    static S3Options SettingsOf(S3Server s3) => new() { Endpoint = s3.Address, Bucket = S3Server.Bucket, AccessKey = S3Server.Key, SecretKey = S3Server.Key };

    /// <summary>Breaks off after a while.</summary>
    sealed class Torn : MemoryStream
    {
        int _left = 500_000;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left <= 0) throw new IOException("The cable was pulled.");
            var read = Math.Min(buffer.Length, _left);
            _left -= read;
            return ValueTask.FromResult(read);
        }
    }
}
