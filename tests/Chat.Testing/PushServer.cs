using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Chat.Testing;

/// <summary>A push service with the browsers that it serves (RFC 8030), on this machine. It holds senders to RFC 8292 and reads messages as the browser would.</summary>
public sealed class PushServer : IAsyncDisposable
{
    static readonly TimeSpan LongestToken = TimeSpan.FromHours(24);

    readonly WebApplication _app;
    readonly ConcurrentDictionary<string, Device> _devices = new(StringComparer.Ordinal);

    PushServer(WebApplication app, string origin) => (_app, Origin) = (app, origin);

    public string Origin { get; }

    /// <summary>What senders did wrong.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    public static async Task<PushServer> StartAsync(string address = "127.0.0.1")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var port = OneMore.FreePort();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(address), port));
        var app = builder.Build();
        var server = new PushServer(app, $"http://{address}:{port}");
        app.MapPost("/to/{id}", server.TakeAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>A browser subscribes, for messages by this key alone.</summary>
    /// <param name="applicationKey">The sender's public key, base64url.</param>
    public Device Subscribe(string applicationKey)
    {
        var id = Guid.NewGuid().ToString("N");
        return _devices[id] = new Device($"{Origin}/to/{id}", applicationKey);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var device in _devices.Values) device.Browser.Dispose();
    }

    async Task TakeAsync(HttpContext http, string id)
    {
        var device = _devices[id];
        if (device.Answers.TryDequeue(out var answer))
        {
            http.Response.StatusCode = answer.Status;
            if (answer.RetryAfter is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            device.Refused.Enqueue(answer.Status);
            return;
        }
        try
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            device.Messages.Enqueue(Read(http.Request.Headers, device, body.ToArray()));
            http.Response.StatusCode = StatusCodes.Status201Created;
        }
        catch (Exception e) when (e is CryptographicException or FormatException or JsonException or InvalidDataException)
        {
            Complaints.Enqueue(e.Message);
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
        }
    }

    Message Read(IHeaderDictionary headers, Device device, byte[] body)
    {
        Require(headers.ContentEncoding == "aes128gcm", "the encoding is aes128gcm");
        Require(body.Length <= 4096, "a body has at most 4096 bytes");
        Require(!headers.ContainsKey("Cookie") && !headers.ContainsKey("traceparent") && !headers.ContainsKey("Referer"), "nothing is told of the sender");
        CheckSender(headers.Authorization.ToString(), device.ApplicationKey);
        var ttl = int.Parse(headers["TTL"].ToString(), System.Globalization.CultureInfo.InvariantCulture);
        var topic = headers["Topic"].ToString();
        Require(topic.Length is > 0 and <= 32 && topic.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'), "a topic is base64url, of at most 32 characters");
        return new Message(JsonSerializer.Deserialize<JsonElement>(device.Browser.Read(body)), ttl, topic, headers["Urgency"].ToString());
    }

    // RFC 8292, 2 and 3.
    void CheckSender(string authorization, string applicationKey)
    {
        Require(authorization.StartsWith("vapid ", StringComparison.Ordinal), "the scheme is vapid");
        var parts = authorization["vapid ".Length..].Split(", ").Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        Require(parts["k"] == applicationKey, "the key is the one that was subscribed with");
        var token = parts["t"].Split('.');
        Require(token.Length == 3, "the token is a JWT");
        var point = Base64Url.DecodeFromChars(parts["k"]);
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = point[1..33], Y = point[33..] } });
        Require(
            key.VerifyData(Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), Base64Url.DecodeFromChars(token[2]), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
            "the token is signed by the key");
        Require(Json(token[0]).GetProperty("alg").GetString() == "ES256", "the algorithm is ES256");
        var claims = Json(token[1]);
        Require(claims.GetProperty("aud").GetString() == Origin, "the token is for this service");
        var left = DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("exp").GetInt64()) - DateTimeOffset.UtcNow;
        Require(left > TimeSpan.Zero && left <= LongestToken, "the token is good now, and for a day at most");
        Require(Uri.TryCreate(claims.GetProperty("sub").GetString(), UriKind.Absolute, out var contact) && contact.Scheme is "mailto" or "https", "the sender can be reached");
    }

    static JsonElement Json(string part) => JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(part));

    static void Require(bool holds, string rule)
    {
        if (!holds) throw new InvalidDataException($"It does not hold that {rule}.");
    }

    /// <summary>A browser at a push service.</summary>
    public sealed class Device(string endpoint, string applicationKey)
    {
        public string Endpoint { get; } = endpoint;
        public string ApplicationKey { get; } = applicationKey;
        public PushBrowser Browser { get; } = new();

        /// <summary>What came, in order.</summary>
        public ConcurrentQueue<Message> Messages { get; } = [];

        /// <summary>What the next requests are answered instead of being taken.</summary>
        public ConcurrentQueue<(int Status, int? RetryAfter)> Answers { get; } = [];

        /// <summary>Those that were answered so.</summary>
        public ConcurrentQueue<int> Refused { get; } = [];

        /// <summary>The body that registers it with the system.</summary>
        public object Registration => new { endpoint = Endpoint, expirationTime = (long?)null, keys = new { p256dh = Browser.P256dh, auth = Browser.Auth } };
    }

    /// <summary>A message as the browser reads it. <paramref name="Ttl"/> is in seconds.</summary>
    public sealed record Message(JsonElement Body, int Ttl, string Topic, string Urgency);
}
