using System.Diagnostics;
using Chat.Media;

namespace Chat.SystemTests;

/// <summary>Who waits for whom when pictures are made. One that never ends is a pipe that nobody writes to.</summary>
public sealed class PicturesTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("chat-pictures-").FullName;
    readonly Pictures _pictures = new(maxPixels: 64_000_000, limit: TimeSpan.FromMinutes(1));

    public void Dispose()
    {
        _pictures.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Small_pictures_of_links_wait_for_no_upload_and_whoever_waits_can_give_up()
    {
        var (pipe, picture) = (Path.Combine(_folder, "pipe"), Path.Combine(_folder, "picture"));
        using (var make = Process.Start("mkfifo", [pipe])) await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(picture, TestPictures.Large(), TestContext.Current.CancellationToken);

        var endless = _pictures.MakeAsync(pipe, "image/png", CancellationToken.None);
        var small = await _pictures.MakeSmallAsync(picture, "image/png", 100, CancellationToken.None);
        Assert.Equal(100, Math.Max(small.Width, small.Height));
        File.Delete(small.Path);

        using var patience = new CancellationTokenSource();
        var waiting = _pictures.MakeAsync(picture, "image/png", patience.Token);
        Assert.False(waiting.IsCompleted);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        // Its end: nothing comes.
        await using (File.OpenWrite(pipe)) { }
        await Assert.ThrowsAsync<FileRefusedException>(() => endless);
        // And the next has its turn.
        var made = await _pictures.MakeAsync(picture, "image/png", CancellationToken.None);
        File.Delete(made.Path);
        if (made.ThumbnailPath is { } thumbnail) File.Delete(thumbnail);
    }
}
