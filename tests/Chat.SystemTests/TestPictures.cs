using System.Runtime.CompilerServices;
using Chat.Media;
using NetVips;

namespace Chat.SystemTests;

/// <summary>Pictures to send.</summary>
static class TestPictures
{
    static readonly Lazy<byte[]> LargePng = new(() =>
    {
        using var picture = Solid(1000, 600, 0, 120, 200);
        return picture.PngsaveBuffer();
    });

    /// <summary>The services' own code, which some tests run in this process, blocks what it does not need: for the whole process, once.</summary>
    static readonly Lazy<Func<byte[], Image>> Opener = new(() =>
    {
        RuntimeHelpers.RunClassConstructor(typeof(Pictures).TypeHandle);
        Operation.Block("VipsForeignLoad", false);
        return bytes => Image.NewFromBuffer(bytes);
    });

    /// <summary>A picture that was received.</summary>
    public static Image Open(byte[] bytes) => Opener.Value(bytes);

    /// <summary>A PNG of 1000 x 600 pixels.</summary>
    public static byte[] Large() => LargePng.Value;

    public static Image Solid(int width, int height, params double[] color) =>
        (Image.Black(width, height, bands: 3) + color).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);

    /// <summary>A JPEG that was taken with the camera on its side, at a place in Paris.</summary>
    public static byte[] Photo()
    {
        using var photo = Solid(1200, 800, 200, 30, 30).Mutate(mutable =>
        {
            mutable.Set(GValue.GIntType, "orientation", 6);
            mutable.Set(GValue.GStrType, "exif-ifd0-ImageDescription", "Secret Street 5");
            mutable.Set(GValue.GStrType, "exif-ifd3-GPSLatitude", "48/1 51/1 24/1");
        });
        return photo.JpegsaveBuffer();
    }

    /// <summary>A GIF or WebP of three frames.</summary>
    public static byte[] Moving(string type)
    {
        using var frames = Solid(40, 30, 255, 0, 0).Join(Solid(40, 30, 0, 255, 0), Enums.Direction.Vertical).Join(Solid(40, 30, 0, 0, 255), Enums.Direction.Vertical);
        using var moving = frames.Mutate(mutable => mutable.Set(GValue.GIntType, "page-height", 30));
        return type == "image/gif" ? moving.GifsaveBuffer() : moving.WebpsaveBuffer();
    }
}
