using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Chat.Testing;

/// <summary>A web site on this machine, at an address of its own.</summary>
public sealed class PageServer : IAsyncDisposable
{
    readonly HttpListener _listener = new();
    readonly ConcurrentDictionary<string, Func<HttpListenerContext, Task>> _pages = new(StringComparer.Ordinal);
    readonly Task _running;

    public PageServer(string address)
    {
        Port = OneMore.FreePort();
        Origin = $"http://{address}:{Port}";
        _listener.Prefixes.Add($"{Origin}/");
        _listener.Start();
        _running = RunAsync();
    }

    public string Origin { get; }
    public int Port { get; }

    /// <summary>What was asked for, in order.</summary>
    public ConcurrentQueue<HttpListenerRequest> Requests { get; } = [];

    public int CountOf(string path) => Requests.Count(request => request.Url!.AbsolutePath == path);

    /// <summary>Answers a path so from now on; its full address.</summary>
    public string Serve(string path, Func<HttpListenerContext, Task> page)
    {
        _pages[path] = page;
        return Origin + path;
    }

    public string Serve(string path, string type, byte[] body) => Serve(path, async http =>
    {
        http.Response.ContentType = type;
        await http.Response.OutputStream.WriteAsync(body);
    });

    public string ServeHtml(string path, string html) => Serve(path, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html));

    public string Redirect(string path, string to) => Serve(path, http =>
    {
        http.Response.StatusCode = 302;
        http.Response.RedirectLocation = to;
        return Task.CompletedTask;
    });

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _running;
        _listener.Close();
    }

    async Task RunAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext http;
            try
            {
                http = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            Requests.Enqueue(http.Request);
            _ = AnswerAsync(http);
        }
    }

    async Task AnswerAsync(HttpListenerContext http)
    {
        try
        {
            if (_pages.TryGetValue(http.Request.Url!.AbsolutePath, out var page)) await page(http);
            else http.Response.StatusCode = 404;
            http.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Whoever asked has heard enough.
        }
    }
}
