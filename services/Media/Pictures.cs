using Chat.ServiceDefaults.Hosting;
using Chat.ServiceDefaults.Problems;
using NetVips;

namespace Chat.Media;

/// <summary>
/// Writes pictures anew: pixels, movement and colours, and nothing else of the file, so no place where it was taken and nothing hidden behind it. Only
/// the decoders of the web's formats can run (libvips blocks all others); the size is read from the header before anything is decoded. One at a
/// time, as each may take hundreds of MB, and not for long. Small ones are made in a line of their own, which takes little memory: strangers' pictures in links
/// never keep the uploads of people here.
/// </summary>
/// <param name="maxPixels">Pixels of a picture, of all frames if it moves and is to go on moving.</param>
/// <param name="limit">How long a picture may take.</param>
public sealed class Pictures(long maxPixels, TimeSpan limit) : IDisposable
{
    const int ThumbnailSide = 800;
    const int Quality = 90;
    const int ThumbnailQuality = 80;

    static readonly string[] Loaders =
    [
        "VipsForeignLoadJpegFile", "VipsForeignLoadPngFile", "VipsForeignLoadWebpFile", "VipsForeignLoadNsgifFile",
    ];

    readonly SemaphoreSlim _place = new(1);
    readonly SemaphoreSlim _smallPlace = new(1);

    static Pictures()
    {
        // Without the native library nothing of the class may be touched.
        if (!ModuleInitializer.VipsInitialized) return;
        Operation.Block("VipsForeignLoad", true);
        foreach (var loader in Loaders) Operation.Block(loader, false);
        // What is wrong with a picture is said by an exception; a line for each bad row would fill the log.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, (_, _, _) => { });
        // Each picture is another one: nothing is worth keeping.
        Cache.Max = 0;
    }

    /// <summary>Makes the picture, and a smaller one if it is large; both are files to be deleted by whoever asked.</summary>
    /// <exception cref="FileRefusedException">It is damaged, has too many pixels, or takes too long.</exception>
    /// <exception cref="ChatException"><see cref="ErrorCode.Unavailable"/> where there is no libvips.</exception>
    public Task<Picture> MakeAsync(string path, string type, CancellationToken cancel) => InTurnAsync(_place, end => Make(path, type, end), cancel);

    /// <summary>Makes a still, smaller picture (WebP) alone, of the first frame if it moves.</summary>
    /// <param name="path">Where the picture is.</param>
    /// <param name="type">Its media type, by content.</param>
    /// <param name="side">Pixels of its longer side at most.</param>
    /// <param name="cancel">Gives up.</param>
    /// <inheritdoc cref="MakeAsync" path="/exception"/>
    public Task<Picture> MakeSmallAsync(string path, string type, int side, CancellationToken cancel) => InTurnAsync(
        _smallPlace,
        end => MakeStill(path, type, ThumbnailQuality, () => Image.Thumbnail(path, side, height: side, size: Enums.Size.Down, outputProfile: "srgb"), end),
        cancel);

    /// <summary>Makes a still square (WebP) of the middle of a picture, of the first frame if it moves.</summary>
    /// <param name="path">Where the picture is.</param>
    /// <param name="type">Its media type, by content.</param>
    /// <param name="side">Pixels of a side, also when the picture has fewer.</param>
    /// <param name="cancel">Gives up.</param>
    /// <inheritdoc cref="MakeAsync" path="/exception"/>
    public Task<Picture> MakeSquareAsync(string path, string type, int side, CancellationToken cancel) => InTurnAsync(
        _smallPlace,
        end => MakeStill(
            path, type, Quality,
            () =>
                Image.Thumbnail(
                    path, side, height: side, size: Enums.Size.Both, crop: Enums.Interesting.Centre, outputProfile: "srgb",
                    failOn: Enums.FailOn.Truncated), end),
        cancel);

    async Task<Picture> InTurnAsync(SemaphoreSlim place, Func<CancellationToken, Picture> make, CancellationToken cancel)
    {
        if (!ModuleInitializer.VipsInitialized)
            throw new ChatException(ErrorCode.Unavailable, "Pictures cannot be taken on this server: libvips is not installed.", ModuleInitializer.Exception);
        await place.WaitAsync(cancel);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            end.CancelAfter(limit);
            return await OwnThread.RunAsync(() => make(end.Token));
        }
        catch (VipsException e)
        {
            cancel.ThrowIfCancellationRequested();
            throw new FileRefusedException(
                end.IsCancellationRequested ? "It takes too long to decode the picture." : "The picture is damaged or not whole.", e);
        }
        finally
        {
            place.Release();
        }
    }

    public void Dispose()
    {
        _place.Dispose();
        _smallPlace.Dispose();
    }

    /// <summary>Ends whatever is being computed for this picture when the time is over: libvips then reports an error.</summary>
    static CancellationTokenRegistration Limit(Image picture, CancellationToken end) => end.Register(() => picture.SetKill(true));

    Picture Make(string path, string type, CancellationToken end)
    {
        // Opening reads the header alone.
        using var header = Open(path, type, Enums.Access.Sequential);
        var frames = Math.Max(1, header.Height / Math.Max(1, header.PageHeight));
        CheckPixels(header, frames);
        var made = TemporaryFile.PathOf(Path.GetExtension($".{type.Split('/')[1]}"));
        string? small = null;
        try
        {
            // To be turned, it must be in memory; else it is read as it is written.
            var isTurned = header.Contains("orientation") && (int)header.Get("orientation") > 1;
            using var opened = Open(path, type, isTurned ? Enums.Access.Random : Enums.Access.Sequential);
            using var upright = isTurned ? opened.Autorot() : opened.Copy();
            var (width, height) = (upright.Width, upright.PageHeight);
            using (Limit(upright, end)) Save(upright, made, type);

            if (frames == 1 && Math.Max(width, height) > ThumbnailSide)
            {
                small = TemporaryFile.PathOf(".webp");
                using var thumbnail = Image.Thumbnail(made, ThumbnailSide, height: ThumbnailSide, size: Enums.Size.Down, outputProfile: "srgb");
                using (Limit(thumbnail, end)) thumbnail.Webpsave(small, q: ThumbnailQuality, keep: Enums.ForeignKeep.None);
            }
            return new Picture(made, width, height, small);
        }
        catch
        {
            File.Delete(made);
            if (small is not null) File.Delete(small);
            throw;
        }
    }

    /// <summary>The scaler decodes no more than it needs, and turns upright on the way.</summary>
    Picture MakeStill(string path, string type, int quality, Func<Image> scale, CancellationToken end)
    {
        // Of one that moves the first frame alone is decoded.
        using (var header = Open(path, type, Enums.Access.Sequential)) CheckPixels(header, frames: 1);
        var made = TemporaryFile.PathOf(".webp");
        try
        {
            using var small = scale();
            using (Limit(small, end)) small.Webpsave(made, q: quality, keep: Enums.ForeignKeep.None);
            return new Picture(made, small.Width, small.Height, ThumbnailPath: null);
        }
        catch
        {
            File.Delete(made);
            throw;
        }
    }

    /// <exception cref="FileRefusedException">It has too many pixels.</exception>
    void CheckPixels(Image header, int frames)
    {
        if ((long)header.Width * header.PageHeight * frames > maxPixels)
            throw new FileRefusedException($"The picture has too many pixels: {header.Width} x {header.PageHeight}{(frames > 1 ? $", {frames} frames" : "")}.");
    }

    static Image Open(string path, string type, Enums.Access access) => type switch
    {
        "image/jpeg" => Image.Jpegload(path, access: access, failOn: Enums.FailOn.Truncated),
        "image/png" => Image.Pngload(path, access: access, failOn: Enums.FailOn.Truncated),
        "image/webp" => Image.Webpload(path, n: -1, access: access, failOn: Enums.FailOn.Truncated),
        _ => Image.Gifload(path, n: -1, access: access, failOn: Enums.FailOn.Truncated),
    };

    static void Save(Image picture, string path, string type)
    {
        switch (type)
        {
            case "image/jpeg":
                picture.Jpegsave(path, q: Quality, optimizeCoding: true, keep: Enums.ForeignKeep.Icc);
                break;
            case "image/png":
                picture.Pngsave(path, keep: Enums.ForeignKeep.Icc);
                break;
            case "image/webp":
                picture.Webpsave(path, q: Quality, keep: Enums.ForeignKeep.Icc);
                break;
            default:
                picture.Gifsave(path, keep: Enums.ForeignKeep.None);
                break;
        }
    }
}

/// <summary>A picture that was made.</summary>
public sealed record Picture(string Path, int Width, int Height, string? ThumbnailPath);
