using System.Diagnostics.Metrics;
using Chat.ServiceDefaults.Telemetry;

namespace Chat.ServiceDefaults.Figures;

/// <summary>
/// Reads the few instruments that the figures are made of, and no others: a listener makes an instrument measure. Gauges cost when they are
/// asked, every ten seconds; counters an addition each time. One reader at a time.
/// </summary>
sealed class FigureMeter : IDisposable
{
    const string PoolMeter = "Npgsql";
    const string PoolCount = "db.client.connection.count";
    const string PoolMax = "db.client.connection.max";
    const string PoolState = "db.client.connection.state";

    readonly MeterListener _listener = new();
    int? _connections;
    int _used, _idle, _max;
    long _messages, _signIns;

    public FigureMeter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (IsWanted(instrument)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>(Measured);
        _listener.SetMeasurementEventCallback<long>(Counted);
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>What the gauges say now, and what was counted since the last reading.</summary>
    public (int? Connections, PoolFigures? Pool, long Messages, long SignIns) Read()
    {
        (_connections, _used, _idle, _max) = (null, 0, 0, 0);
        _listener.RecordObservableInstruments();
        return (
            _connections, _max > 0 ? new PoolFigures(_used, _idle, _max) : null, Interlocked.Exchange(ref _messages, 0),
            Interlocked.Exchange(ref _signIns, 0));
    }

    static bool IsWanted(Instrument instrument) => (instrument.Meter.Name, instrument.Name) is
        (ChatTelemetry.Name, "chat.realtime.connections" or "chat.messages.accepted" or "chat.accounts.sign_ins") or (PoolMeter, PoolCount or PoolMax);

    void Measured(Instrument instrument, int value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        if (instrument.Name == PoolMax) _max += value;
        else if (instrument.Name != PoolCount) _connections = value;
        else if (IsUsed(tags)) _used += value;
        else _idle += value;
    }

    void Counted(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) =>
        Interlocked.Add(ref instrument.Name == "chat.messages.accepted" ? ref _messages : ref _signIns, value);

    static bool IsUsed(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (name, value) in tags)
            if (name == PoolState) return value is "used";
        return false;
    }
}
