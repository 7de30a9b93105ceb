namespace Chat.Bench.Target;

static class Loopback
{
    /// <exception cref="BenchException">When the address is not on this machine: nothing else is put under load.</exception>
    public static Uri Check(Uri gateway) => gateway is { Scheme: "http", Host: "localhost" or "127.0.0.1" }
        ? gateway
        : throw new BenchException($"{gateway} is not http://localhost:PORT: only this machine is put under load.");
}
