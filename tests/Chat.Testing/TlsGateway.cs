using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Chat.Testing;

/// <summary>One more gateway of the running system, which speaks TLS itself, with a certificate that only its clients trust.</summary>
public sealed class TlsGateway : IAsyncDisposable
{
    readonly OneMore _gateway;
    readonly X509Certificate2 _certificate;
    readonly string _file;

    TlsGateway(OneMore gateway, Uri address, X509Certificate2 certificate, string file) => (_gateway, Address, _certificate, _file) = (gateway, address, certificate, file);

    /// <summary>Where it speaks TLS.</summary>
    public Uri Address { get; }

    public static async Task<TlsGateway> StartAsync(ChatSystem chat)
    {
        const string Password = "for this test alone";
        using var key = RSA.Create(2048);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) { CertificateExtensions = { names.Build() } };
        var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pkcs12, Password));
        var address = new Uri($"https://localhost:{OneMore.FreePort()}");
        var gateway = await OneMore.StartAsync(
            chat, "gateway",
            [
                new("Kestrel__Endpoints__Https__Url", address.ToString()),
                new("Kestrel__Endpoints__Https__Certificate__Path", file),
                new("Kestrel__Endpoints__Https__Certificate__Password", Password),
            ]);
        await gateway.IsReadyAsync();
        return new TlsGateway(gateway, address, certificate, file);
    }

    /// <summary>A client that trusts this certificate and no other.</summary>
    public SocketsHttpHandler NewHandler(CookieContainer? cookies = null) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = cookies is not null,
        CookieContainer = cookies ?? new(),
        SslOptions = { RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.GetCertHashString() == _certificate.GetCertHashString() },
    };

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _certificate.Dispose();
        File.Delete(_file);
    }
}
