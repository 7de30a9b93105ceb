namespace Chat.Bench.Reporting;

/// <summary>A row of a table.</summary>
/// <param name="Scenario">Whose result it is.</param>
/// <param name="Field">Its name in the result.</param>
/// <param name="Label">Its name for readers, with the unit.</param>
sealed record Metric(string Scenario, string Field, string Label)
{
    /// <summary>Whether a ratio means something: seconds used and messages sent depend on the rate and the length of the step.</summary>
    public bool IsComparable => Scenario != "durability" && Field != "other_cores" && (!Field.EndsWith("_s", StringComparison.Ordinal) || Field.Contains("_per_"));

    /// <summary>The figures that say most.</summary>
    public static IReadOnlyList<Metric> Summary { get; } =
    [
        new("latency", "p50_ms", "latency, 50 members at 20 msg/s: p50, ms"),
        new("latency", "p99_ms", "- p99, ms"),
        new("rooms", "msgs_per_s", "many sessions, 200 x 5: messages/s accepted and stored"),
        new("fanout", "deliveries_per_s", "one session of 500: deliveries/s"),
        new("history", "requests_per_s", "newest 50 of 100,000: requests/s"),
        new("history", "p99_ms", "- p99, ms"),
        new("idle", "pss_kb_per_conn", "idle connection: KB (PSS)"),
        new("rooms-fixed", "cpu_us_per_msg", "CPU per message at 200 msg/s, sessions of 5: µs"),
        new("fanout-fixed", "cpu_us_per_delivery", "CPU per delivery at 9,980/s, session of 500: µs"),
        new("rooms", "cpu_us_per_msg", "CPU per message at its own best rate: µs"),
        new("fanout", "cpu_us_per_delivery", "CPU per delivery at its own best rate: µs"),
        new("storm", "up_to_date_all_ms", "1,000 clients cut off at once: until all are up to date, ms"),
        new("durability", "acked_not_persisted", "acknowledged but not stored"),
    ];

    public static IReadOnlyList<(string Scenario, IReadOnlyList<Metric> Rows)> Details { get; } =
    [
        Rows("check", "refuses_forged_credential", "refuses_non_member", "delivers_to_all", "stores_what_it_acks"),
        Rows("idle", "pss_kb_per_conn", "rss_kb_per_conn", "pss_mb_before", "pss_mb_after", "pss_mb_app_after", "pss_mb_db_after", "pss_mb_bus_after",
            "opens_per_s", "cpu_ms_per_open", "cpu_idle_percent", "cpu_orchestration_idle_percent", "still_answers"),
        Rows("history", ["requests_per_s", "p50_ms", "p95_ms", "p99_ms", "cpu_us_per_request", .. Cpu]),
        Rows("latency", [.. Times, .. Costs, .. Cpu]),
        Rows("rooms-fixed", [.. Times, .. Costs, .. Cpu]),
        Rows("rooms", ["msgs_per_s", "deliveries_per_s", .. Times, .. Costs, .. Cpu]),
        Rows("fanout-fixed", [.. Times, .. Costs, .. Cpu]),
        Rows("fanout", ["deliveries_per_s", "msgs_per_s", .. Times, .. Costs, .. Cpu]),
        Rows("storm", ["up_to_date_p50_ms", "up_to_date_p99_ms", "up_to_date_all_ms", "reconnects_per_s", "cpu_ms_per_reconnect", "errors", "never_came_back",
            "pages_over_rest", "repeats_dropped", "lost", "doubled", .. Cpu]),
        Rows("search-index", "messages", "window_s", "cpu_us_per_msg", "index_mb", "table_mb"),
        .. SearchKinds.Select(kind => Rows($"search-{kind}", "requests", "wrong_answers", "p50_ms", "p95_ms", "p99_ms", "max_ms")),
        .. Enumerable.Range(1, MostInstances).SelectMany(count => ((string, IReadOnlyList<Metric>)[])
        [
            Rows($"scale-{count}-rest", "instances", "pss_mb_of_a_realtime", "pss_mb_of_a_messages", "cpu_percent_of_a_realtime", "cpu_percent_of_a_messages",
                "pss_mb_database", "pss_mb_bus", "cpu_percent_of_all", "other_cores"),
            Rows($"scale-{count}-fixed", [.. Times, .. Costs, .. Cpu]),
            Rows($"scale-{count}", ["msgs_per_s", .. Times, .. Costs, .. Cpu]),
        ]),
        Rows("durability", "sent", "refused", "acked", "persisted", "acked_not_persisted"),
    ];

    const int MostInstances = 20;

    static string[] SearchKinds => ["selective", "part", "cjk", "short", "common", "combined", "filter"];

    static string[] Times => ["p50_ms", "p95_ms", "p99_ms", "max_ms", "ack_p50_ms", "ack_p99_ms"];

    static string[] Costs => ["cpu_us_per_msg", "cpu_us_per_delivery"];

    static string[] Cpu => ["window_s", "cpu_app_s", "cpu_db_s", "cpu_bus_s", "cpu_orchestration_s", "cpu_load_s", "other_cores"];

    static (string, IReadOnlyList<Metric>) Rows(string scenario, params string[] fields) => (scenario, [.. fields.Select(field => new Metric(scenario, field, field))]);
}
