using System.Runtime.CompilerServices;
using Grpc.Core;

namespace Chat.Accounts.Export;

/// <summary>A list that another service has begun to send.</summary>
sealed class IncomingList<T> : IDisposable
{
    readonly AsyncServerStreamingCall<T> _call;
    readonly bool _hasFirst;

    IncomingList(AsyncServerStreamingCall<T> call, bool hasFirst) => (_call, _hasFirst) = (call, hasFirst);

    /// <summary>Waits for the first item: from then on the service is there.</summary>
    /// <exception cref="RpcException">It does not answer.</exception>
    public static async Task<IncomingList<T>> BeginAsync(AsyncServerStreamingCall<T> call, CancellationToken cancel)
    {
        try
        {
            return new IncomingList<T>(call, await call.ResponseStream.MoveNext(cancel));
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }

    /// <summary>All items, once.</summary>
    public async IAsyncEnumerable<T> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        for (var more = _hasFirst; more; more = await _call.ResponseStream.MoveNext(cancel)) yield return _call.ResponseStream.Current;
    }

    public void Dispose() => _call.Dispose();
}
