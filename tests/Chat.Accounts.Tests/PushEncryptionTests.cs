using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Chat.Accounts.Push;
using Chat.Testing;

namespace Chat.Accounts.Tests;

public sealed class PushEncryptionTests
{
    [Fact]
    public void The_example_of_rfc_8291_comes_out_as_it_stands_there()
    {
        using var sender = Pair("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8", "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
        var browserKey = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
        var body = PushEncryption.Encrypt(
            "When I grow up, I want to be a watermelon"u8, Bytes(browserKey), Bytes("BTBZMqHH6r4Tts7J_aSIgg"), sender, Bytes("DGv6ra1nlYgDCS1FRnbzlw"), paddedLength: 0);
        Assert.Equal(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
            Base64Url.EncodeToString(body));

        using var browser = new PushBrowser(Pair(browserKey, "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), Bytes("BTBZMqHH6r4Tts7J_aSIgg"));
        Assert.Equal("When I grow up, I want to be a watermelon", Encoding.UTF8.GetString(browser.Read(body)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(PushEncryption.MaxPlaintext)]
    public void The_browser_reads_what_was_written_and_nobody_learns_how_long_it_was(int length)
    {
        using var browser = new PushBrowser();
        var text = RandomNumberGenerator.GetBytes(length);
        var body = PushEncryption.Encrypt(text, Bytes(browser.P256dh), Bytes(browser.Auth));
        Assert.Equal(text, browser.Read(body));
        Assert.InRange(body.Length, 0, 4096);
        var filled = (length + PushEncryption.PadTo - 1) / PushEncryption.PadTo * PushEncryption.PadTo;
        Assert.Equal(Math.Min(filled, PushEncryption.MaxPlaintext), body.Length - (4096 - PushEncryption.MaxPlaintext));
        // Neither twice the same, nor for anybody else.
        Assert.NotEqual(body, PushEncryption.Encrypt(text, Bytes(browser.P256dh), Bytes(browser.Auth)));
        using var other = new PushBrowser();
        Assert.ThrowsAny<CryptographicException>(() => other.Read(body));
    }

    [Fact]
    public void Only_points_of_the_curve_are_keys()
    {
        using var browser = new PushBrowser();
        Assert.Equal(Bytes(browser.P256dh), WebPushKeys.ParsePoint(browser.P256dh));
        var off = Bytes(browser.P256dh);
        off[^1] ^= 1;
        foreach (var bad in new[] { "", "AAAA", "no base64url!", Base64Url.EncodeToString(off), Base64Url.EncodeToString(new byte[65]), browser.P256dh[..^4], browser.P256dh + "AAAA", new string('A', 100_000) })
            Assert.Null(WebPushKeys.ParsePoint(bad));
        Assert.NotNull(WebPushKeys.ParseAuth(browser.Auth));
        foreach (var bad in new[] { "", "AAAA", browser.Auth + "AAAA", "!" }) Assert.Null(WebPushKeys.ParseAuth(bad));
    }

    static byte[] Bytes(string text) => Base64Url.DecodeFromChars(text);

    static ECDiffieHellman Pair(string point, string scalar) => ECDiffieHellman.Create(
        new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = Bytes(scalar), Q = new ECPoint { X = Bytes(point)[1..33], Y = Bytes(point)[33..] } });
}
