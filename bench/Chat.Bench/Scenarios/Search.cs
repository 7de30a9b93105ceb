using System.Diagnostics;
using System.Text.Json;
using Chat.Bench.Measuring;
using Chat.Bench.Seeding;
using Chat.Bench.Target;

namespace Chat.Bench.Scenarios;

/// <summary>
/// A million messages (or as many as asked for), written past the system as the writer would have left them, made ready for searching by the system itself, and then
/// searched, one search after the other. The words of the messages are as unevenly common as those of a language.
/// </summary>
static class Search
{
    const int AtOnce = 20_000;
    const int RequestsOfKind = 120;
    const int WarmUp = 10;

    // Half of all in the large session, a quarter in the middle one, the rest spread over the small ones.
    const string Write =
        """
        WITH vocabulary AS MATERIALIZED (
            SELECT array_agg(CASE WHEN i = 1 THEN 'the' ELSE
                chr(97 + i % 26) || chr(97 + i / 26 % 26) || (ARRAY['ation', 'ing', 'er', 'port', 'ment', 'al', 'ship', 'ware'])[1 + i % 8] || chr(97 + i / 676 % 26) END ORDER BY i) AS words
            FROM generate_series(1, 8000) i
        ), raw AS MATERIALIZED (
            SELECT n, CASE WHEN n % 4 < 2 THEN $1 WHEN n % 4 = 2 THEN $2 ELSE ($3::bigint[])[1 + n / 4 % cardinality($3)] END AS session_id, (
                SELECT string_agg(words[1 + floor(power(random(), 4) * 8000)::int], ' ') FROM vocabulary, generate_series(1, 8 + n % 9)) AS text
            FROM generate_series($4 + 1, $4 + $5) n
        ), numbered AS (
            SELECT r.*, row_number() OVER (PARTITION BY r.session_id ORDER BY n) AS k FROM raw r
        ), inserted AS (
            INSERT INTO messages (session_id, seq, rev, posted_rev, sender_id, client_id, content, created_at)
            SELECT r.session_id, h.seq + k, h.rev + k, h.rev + k, m.user_id, gen_random_uuid(),
                text || ' ticket-' || n
                    || CASE WHEN n % 997 = 0 THEN ' kangaroo' ELSE '' END
                    || CASE WHEN n % 100 = 0 THEN ' 明天的会议改到下午' ELSE '' END
                    || CASE WHEN n % 5000 = 0 THEN ' C# v9' ELSE '' END
                    || CASE WHEN n % 50 = 0 THEN ' https://example.com/' || n ELSE '' END,
                clock_timestamp() - interval '300 days' + make_interval(secs => n * 25)
            FROM numbered r JOIN session_heads h USING (session_id)
            CROSS JOIN LATERAL (SELECT user_id FROM session_members WHERE session_id = r.session_id ORDER BY user_id OFFSET n % 5 LIMIT 1) m
            RETURNING session_id
        )
        UPDATE session_heads h SET seq = seq + c.count, rev = rev + c.count
        FROM (SELECT session_id, count(*) AS count FROM inserted GROUP BY session_id) c WHERE c.session_id = h.session_id
        """;

    const string Left =
        """
        SELECT coalesce(sum(h.rev - coalesce(s.signs_rev, 0)), 0)::bigint FROM session_heads h LEFT JOIN search_marks s USING (session_id) WHERE NOT h.deleted
        """;

    public static async Task RunAsync(Workbench bench, CancellationToken cancel)
    {
        var seed = bench.Seed;
        var left = await bench.Store.NumberAsync(Left, cancel);
        var messages = bench.Messages;
        for (var written = 0; written < messages; written += AtOnce)
            await bench.Store.ExecuteAsync(Write, cancel, seed.Large, seed.Middle, seed.Small.ToArray(), written, Math.Min(AtOnce, messages - written));
        Progress.Say($"{messages:N0} messages are written, {left:N0} were not searchable before");

        var before = Usage.Now(bench.System.Processes);
        var watch = Stopwatch.StartNew();
        while (await bench.Store.NumberAsync(Left, cancel) > 0) await Task.Delay(500, cancel);
        var used = Usage.Now(bench.System.Processes).Since(before);
        await bench.Store.ExecuteAsync("ANALYZE message_texts", cancel);
        var line = bench.Results.Begin("search-index");
        line["messages"] = messages + left;
        line["window_s"] = watch.Elapsed.TotalSeconds;
        line["cpu_us_per_msg"] = used.Server * 1e6 / (messages + left);
        line["index_mb"] = await bench.Store.NumberAsync("SELECT pg_indexes_size('message_texts') / 1048576", cancel);
        line["table_mb"] = await bench.Store.NumberAsync("SELECT pg_table_size('message_texts') / 1048576", cancel);
        bench.Results.Write(line.AddCpu(used, watch.Elapsed.TotalSeconds));

        var random = new Random(1);
        await MeasureAsync(bench, "selective", () => $"ticket-{random.Next(1, messages / 4) * 4}", cancel);
        await MeasureAsync(bench, "part", () => "angaro", cancel);
        await MeasureAsync(bench, "cjk", () => "会议", cancel);
        await MeasureAsync(bench, "short", () => random.Next(2) == 0 ? "c#" : "v9", cancel);
        await MeasureAsync(bench, "common", () => "the", cancel);
        await MeasureAsync(bench, "combined", () => "kangaroo the -ticket-997 has:link after:2020", cancel);
        await MeasureAsync(bench, "filter", () => "has:link from:me", cancel);
        await ShowPlansAsync(bench, cancel);
    }

    /// <summary>How PostgreSQL runs the two ways of finding, written as CandidateReader does and with the settings of its connections.</summary>
    static async Task ShowPlansAsync(Workbench bench, CancellationToken cancel)
    {
        var member = await bench.Store.NumberAsync($"SELECT min(user_id) FROM session_members WHERE session_id = {bench.Seed.Large} AND NOT removed", cancel);
        var visible = $"SELECT m.session_id, h.seq FROM session_members m JOIN session_heads h USING (session_id) WHERE m.user_id = {member} AND NOT m.removed AND NOT h.deleted";
        foreach (var (name, condition) in new[]
        {
            ("selective, by index", $"t.body LIKE '%ticket-{bench.Messages / 8 * 4}%'"), ("part of a word, by index", "t.body LIKE '%angaro%'"),
            ("two Chinese characters, by index", "t.words @@ '''会议'''::tsquery AND strpos(t.body, '会议') > 0"),
        })
        {
            await ShowPlanAsync(bench, name,
                $"""
                WITH visible AS MATERIALIZED ({visible})
                SELECT t.session_id, t.seq, t.created_at, t.body FROM message_texts t
                WHERE t.session_id + 0 IN (SELECT session_id FROM visible) AND {condition}
                ORDER BY (t.created_at + interval '0') DESC, t.session_id DESC, t.seq DESC LIMIT 1000
                """, cancel);
        }
        await ShowPlanAsync(bench, "the commonest word, along the newest",
            $"""
            SELECT t.session_id, t.seq, t.created_at, t.body FROM ({visible}) v CROSS JOIN LATERAL (
                SELECT t.session_id, t.seq, t.created_at, t.body FROM message_texts t
                WHERE t.session_id = v.session_id AND strpos(t.body, 'the') > 0
                ORDER BY t.created_at DESC, t.seq DESC LIMIT 1000) t
            ORDER BY t.created_at DESC, t.session_id DESC, t.seq DESC LIMIT 1000
            """, cancel);
    }

    static async Task ShowPlanAsync(Workbench bench, string name, string statement, CancellationToken cancel)
    {
        Console.WriteLine($"\n{name}:");
        foreach (var line in await bench.Store.ExplainAsync(statement, "plan_cache_mode=force_custom_plan, enable_seqscan=off, jit=off, work_mem=16MB", cancel))
            Console.WriteLine($"  {line}");
    }

    static async Task MeasureAsync(Workbench bench, string kind, Func<string> query, CancellationToken cancel)
    {
        var (times, wrong) = (new Histogram(), 0);
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false });
        var line = bench.Results.Begin($"search-{kind}");
        for (var i = 0; i < WarmUp + RequestsOfKind; i++)
        {
            // Members of the large session, none of them often: a user may search once a second.
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(bench.System.Gateway, $"/api/search/messages/?q={Uri.EscapeDataString(query())}"));
            request.Headers.Add("Cookie", bench.Seed.Users[i * 7 % Seed.LargeMembers].Cookie);
            var asked = Stopwatch.GetTimestamp();
            using var reply = await client.SendAsync(request, cancel);
            var body = await reply.Content.ReadAsByteArrayAsync(cancel);
            if (i < WarmUp) continue;
            times.Record(Stopwatch.GetTimestamp() - asked);
            if (!reply.IsSuccessStatusCode || (kind != "filter" && IsEmpty(body))) wrong++;
        }
        line["requests"] = RequestsOfKind;
        line["wrong_answers"] = wrong;
        bench.Results.Write(line.AddTimes(times));
    }

    static bool IsEmpty(byte[] body)
    {
        using var answer = JsonDocument.Parse(body);
        return answer.RootElement.GetProperty("results").GetArrayLength() == 0;
    }
}
