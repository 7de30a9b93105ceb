using Chat.ServiceDefaults.Problems;
using NetVips;

namespace Chat.Accounts.Avatars;

/// <summary>
/// Makes avatars out of what users send. Only the decoders of the web's formats can run (libvips blocks all others); the size is read from the
/// header before anything is decoded; what is written holds pixels and nothing else of the file. Few run at once: a picture may take 150 MB.
/// </summary>
sealed class AvatarImages : IDisposable
{
    public const string ContentType = "image/webp";

    const int Side = 256;
    const long MaxPixels = 32_000_000;
    const int Quality = 85;
    static readonly string[] Loaders = ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadNsgif"];

    readonly SemaphoreSlim _places = new(2);

    static AvatarImages()
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

    /// <summary>The middle of the picture as a square; null when it cannot be decoded or is too large.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.Unavailable"/> where there is no libvips.</exception>
    public async Task<byte[]?> TryMakeAsync(byte[] upload, CancellationToken cancel)
    {
        if (!ModuleInitializer.VipsInitialized)
            throw new ChatException(ErrorCode.Unavailable, "Pictures cannot be taken on this server: libvips is not installed.", ModuleInitializer.Exception);
        await _places.WaitAsync(cancel);
        try
        {
            return await Task.Run(() => Make(upload), cancel);
        }
        catch (VipsException)
        {
            return null;
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    static byte[]? Make(byte[] upload)
    {
        // Opening reads the header alone; the pixels are decoded while they are scaled.
        using var picture = Image.NewFromBuffer(upload, access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated);
        if ((long)picture.Width * picture.Height > MaxPixels) return null;
        // Turned as the camera was held.
        using var square = picture.ThumbnailImage(Side, height: Side, size: Enums.Size.Both, crop: Enums.Interesting.Centre, outputProfile: "srgb");
        return square.WebpsaveBuffer(q: Quality, keep: Enums.ForeignKeep.None);
    }
}
