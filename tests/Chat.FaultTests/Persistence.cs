using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Chat.Testing;
using Microsoft.AspNetCore.SignalR;

namespace Chat.FaultTests;

/// <summary>
/// A user who does not give up: whatever is not answered, or answered with "try again", is sent again. A refusal for good ends it:
/// no crash is a reason to tell a member that there is no such session. What is counted is how often it had to be sent again, and what took so long that a person
/// would have given it up.
/// </summary>
sealed class Persistence(ReplicaClient device, CancellationToken stop)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>A send that no new try has cured by then has failed.</summary>
    public static readonly TimeSpan SendTime = TimeSpan.FromSeconds(20);

    public Task<(long Id, long Seq)> PostOverHubAsync(long sessionId, string text, Guid clientId) => InTimeAsync(() => RepeatAsync(async _ =>
    {
        try
        {
            var sent = await device.SendAsync(sessionId, text, clientId);
            return (sent.Id, sent.Seq);
        }
        catch (Exception)
        {
            HubFailures++;
            throw;
        }
    }));

    public Task<(long Id, long Seq)> PostOverRestAsync(long sessionId, string text, Guid clientId) => InTimeAsync(async () =>
    {
        using var reply = await RequestAsync((http, cancel) => http.PostAsJsonAsync("/api/messages/", new { session_id = sessionId, content = text, client_id = clientId }, cancel));
        var message = await Api.ReadAsync<MessageView>(reply);
        return (message.Id, message.Seq);
    });

    /// <summary>Changes an own message in one of several ways.</summary>
    public async Task ChangeAsync(long id, int way)
    {
        using var reply = await RequestAsync((http, cancel) => way switch
        {
            0 => http.DeleteAsync($"/api/messages/{id}/", cancel),
            1 or 2 => http.PutAsync($"/api/messages/{id}/reactions/👍/", null, cancel),
            _ => http.PatchAsJsonAsync($"/api/messages/{id}/", new { content = $"edited {id}" }, cancel),
        });
    }

    /// <summary>How many requests over REST were not answered, or answered with an error of the server.</summary>
    public int RestFailures { get; private set; }

    /// <summary>How many tries over the hub were not answered, or answered with an error; each was followed by another.</summary>
    public int HubFailures { get; private set; }

    /// <summary>How many messages, over the hub or over REST, were not acknowledged within <see cref="SendTime"/>.</summary>
    public int FailedSends { get; private set; }

    /// <summary>How long the longest of all sends took, new tries included.</summary>
    public TimeSpan LongestSend { get; private set; }

    async Task<T> InTimeAsync<T>(Func<Task<T>> send)
    {
        var watch = Stopwatch.StartNew();
        var sent = await send();
        if (watch.Elapsed > LongestSend) LongestSend = watch.Elapsed;
        if (watch.Elapsed > SendTime) FailedSends++;
        return sent;
    }

    Task<HttpResponseMessage> RequestAsync(Func<HttpClient, CancellationToken, Task<HttpResponseMessage>> request) => RepeatAsync(async cancel =>
    {
        var reply = await CountFailuresAsync(() => request(device.User.Http, cancel));
        if (reply.IsSuccessStatusCode) return reply;
        using (reply)
        {
            var body = await reply.Content.ReadAsStringAsync(cancel);
            throw (int)reply.StatusCode >= 500 || reply.StatusCode is HttpStatusCode.TooManyRequests
                ? new HttpRequestException(body)
                : new RefusedException($"{reply.RequestMessage?.Method} {reply.RequestMessage?.RequestUri}: {(int)reply.StatusCode} {body}");
        }
    });

    async Task<HttpResponseMessage> CountFailuresAsync(Func<Task<HttpResponseMessage>> request)
    {
        try
        {
            var reply = await request();
            if ((int)reply.StatusCode >= 500) RestFailures++;
            return reply;
        }
        catch (Exception)
        {
            RestFailures++;
            throw;
        }
    }

    async Task<T> RepeatAsync<T>(Func<CancellationToken, Task<T>> request)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
                patience.CancelAfter(Patience);
                return await request(patience.Token);
            }
            catch (HubException e) when (e.Message.Contains("\"retryable\":false", StringComparison.Ordinal))
            {
                throw new RefusedException(e.Message);
            }
            catch (Exception e) when (e is not RefusedException)
            {
                await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}

sealed class RefusedException(string message) : Exception(message);
