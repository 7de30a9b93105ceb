using Npgsql;
using NpgsqlTypes;

namespace Chat.Messages.Search;

/// <summary>
/// Finds the newest matches, in one of two ways. The newest texts that the asker may see are looked through first, along their sessions: of a
/// common word there are enough among them, and any index would find hundreds of thousands. If there are not, the word is rare enough for the
/// indexes, which find all its matches. So neither way is ever long, and nothing depends on what the planner guesses about words.
/// </summary>
sealed class CandidateReader([FromKeyedServices(CandidateReader.Database)] NpgsqlDataSource database)
{
    /// <summary>The data source of searches: its own connections, few, whose statements are planned for their values and end in time.</summary>
    public const string Database = "search";

    /// <summary>Matches of one window.</summary>
    internal const int WindowSize = 1_000;

    /// <summary>A window that was found by looking through has this many at least.</summary>
    const int Enough = 100;

    /// <summary>How many texts are looked through.</summary>
    const int LookThrough = 15_000;

    /// <summary>The newest matches from one place down to another, both included; or, with <paramref name="isBelow"/>, those below the first.</summary>
    public async Task<Window> ReadAsync(SearchScope scope, Place? from, Place? downTo, bool isBelow, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var edge = await EdgeAsync(connection, scope, from, cancel);
        // Past the place where it ends, nothing needs to be looked for.
        var isComplete = edge is null || downTo?.At > edge;
        if (isComplete || downTo is null)
        {
            var window = await RunAsync(connection, Statement.LookingThrough(scope, from, downTo, isBelow, isComplete ? null : edge), cancel);
            if (isComplete) return window;
            if (window.Matches.Count >= Enough) return window with { IsLast = false };
        }
        return await RunAsync(connection, Statement.ByIndex(scope, from, downTo, isBelow), cancel);
    }

    /// <summary>How far back the newest texts reach that can be looked through; null when all can.</summary>
    static async Task<DateTime?> EdgeAsync(NpgsqlConnection connection, SearchScope scope, Place? from, CancellationToken cancel)
    {
        var statement = Statement.Edge(scope, from, LookThrough);
        await using var command = statement.On(connection);
        return await command.ExecuteScalarAsync(cancel) is DateTime edge ? edge : null;
    }

    static async Task<Window> RunAsync(NpgsqlConnection connection, Statement statement, CancellationToken cancel)
    {
        var matches = new List<Candidate>();
        await using var command = statement.On(connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            matches.Add(new Candidate(new Place(reader.GetDateTime(2), reader.GetInt64(0), reader.GetInt64(1)), reader.GetString(3)));
        return new Window(matches, matches.Count < WindowSize);
    }

    /// <summary>A statement under construction; values are parameters, always.</summary>
    internal sealed class Statement
    {
        readonly List<NpgsqlParameter> _parameters = [];

        string Text { get; set; } = "";

        public NpgsqlCommand On(NpgsqlConnection connection)
        {
            var command = new NpgsqlCommand(Text, connection);
            foreach (var parameter in _parameters) command.Parameters.Add(parameter);
            return command;
        }

        /// <summary>
        /// The time of the oldest text that may be looked through: each session has its share of them by its size, and past the youngest end of a
        /// share not everything is known. No row when all texts fit.
        /// </summary>
        public static Statement Edge(SearchScope scope, Place? from, int rows)
        {
            var statement = new Statement();
            var (visible, limit) = (statement.Visible(scope), statement.Value(rows));
            var newest = from is { } place ? $"AND t.created_at <= {statement.Value(place.At)}" : "";
            var until = scope.Query.Before is { } before ? $"AND t.created_at < {statement.Value(before)}" : "";
            statement.Text =
                $"""
                WITH visible AS MATERIALIZED ({visible}),
                share AS (SELECT session_id, greatest(50, ({limit} * seq::float8 / greatest(sum(seq) OVER (), 1))::int) AS rows, sum(seq) OVER () AS all_rows FROM visible)
                SELECT max(edge.created_at) FROM share CROSS JOIN LATERAL (
                    SELECT t.created_at FROM message_texts t WHERE t.session_id = share.session_id {newest} {until}
                    ORDER BY t.created_at DESC OFFSET share.rows LIMIT 1) edge
                WHERE share.all_rows > {limit}
                """;
            return statement;
        }

        /// <summary>Goes along the sessions, newest first, down to the edge. Its conditions are written so that no index is tempted.</summary>
        public static Statement LookingThrough(SearchScope scope, Place? from, Place? downTo, bool isBelow, DateTime? edge)
        {
            var statement = new Statement();
            var visible = statement.Visible(scope);
            var conditions = statement.Conditions(scope, from, downTo, isBelow, byIndex: false);
            if (edge is { } oldest) conditions.Add($"t.created_at > {statement.Value(oldest)}");
            statement.Text =
                $"""
                SELECT t.session_id, t.seq, t.created_at, t.body
                FROM ({visible}) v CROSS JOIN LATERAL (
                    SELECT t.session_id, t.seq, t.created_at, t.body FROM message_texts t
                    WHERE t.session_id = v.session_id {And(conditions)}
                    ORDER BY t.created_at DESC, t.seq DESC LIMIT {WindowSize}) t
                ORDER BY t.created_at DESC, t.session_id DESC, t.seq DESC LIMIT {WindowSize}
                """;
            return statement;
        }

        /// <summary>Asks the indexes of texts; without a text to look for, those of senders and times.</summary>
        public static Statement ByIndex(SearchScope scope, Place? from, Place? downTo, bool isBelow)
        {
            var statement = new Statement();
            var visible = statement.Visible(scope);
            var conditions = statement.Conditions(scope, from, downTo, isBelow, byIndex: true);
            // With a text to go by, the way along sessions or times is closed: how seldom a text is, the planner cannot know.
            var hasText = scope.Query.Terms.Any(term => !term.IsExcluded && (term.IsAnywhere || SearchWords.ForTerm(term.Text).Count > 0));
            var (session, time) = hasText ? ("t.session_id + 0", "(t.created_at + interval '0')") : ("t.session_id", "t.created_at");
            statement.Text =
                $"""
                WITH visible AS MATERIALIZED ({visible})
                SELECT t.session_id, t.seq, t.created_at, t.body FROM message_texts t
                WHERE {session} IN (SELECT session_id FROM visible) {And(conditions)}
                ORDER BY {time} DESC, t.session_id DESC, t.seq DESC LIMIT {WindowSize}
                """;
            return statement;
        }

        static string And(List<string> conditions) => string.Concat(conditions.Select(condition => $" AND {condition}"));

        /// <summary>The sessions that the asker is in, now; of encrypted ones there is nothing to be found.</summary>
        string Visible(SearchScope scope)
        {
            var only = scope.InSessions is { } ids ? $" AND m.session_id = ANY ({Value(ids)})" : "";
            var not = scope.NotInSessions.Length > 0 ? $" AND m.session_id <> ALL ({Value(scope.NotInSessions)})" : "";
            return $"""
                SELECT m.session_id, h.seq FROM session_members m JOIN session_heads h USING (session_id)
                WHERE m.user_id = {Value(scope.UserId)} AND NOT m.removed AND NOT h.deleted AND NOT h.is_encrypted{only}{not}
                """;
        }

        List<string> Conditions(SearchScope scope, Place? from, Place? downTo, bool isBelow, bool byIndex)
        {
            var query = scope.Query;
            var conditions = new List<string>();
            foreach (var term in query.Terms)
            {
                var condition = byIndex && !term.IsExcluded ? Found(term) : Stands(term);
                conditions.Add(term.IsExcluded ? $"NOT ({condition})" : condition);
            }
            if (scope.FromSenders is { } senders) conditions.Add($"t.sender_id = ANY ({Value(senders)})");
            if (scope.NotFromSenders.Length > 0) conditions.Add($"t.sender_id <> ALL ({Value(scope.NotFromSenders)})");
            foreach (var has in query.Has) conditions.Add((has.IsExcluded ? "NOT " : "") + Carries(has.Value));
            if (query.From is { } first) conditions.Add($"t.created_at >= {Value(first)}");
            if (query.Before is { } before) conditions.Add($"t.created_at < {Value(before)}");
            // The time by itself is what the indexes understand.
            if (from is { } newest) conditions.Add($"t.created_at <= {Value(newest.At)}");
            if (downTo is { } oldest) conditions.Add($"t.created_at >= {Value(oldest.At)}");
            if (from is { } top) conditions.Add($"(t.created_at, t.session_id, t.seq) {(isBelow ? "<" : "<=")} {Row(top)}");
            if (downTo is { } bottom) conditions.Add($"(t.created_at, t.session_id, t.seq) >= {Row(bottom)}");
            return conditions;
        }

        /// <summary>As the indexes can find it.</summary>
        string Found(SearchTerm term)
        {
            if (term.IsAnywhere) return $"t.body LIKE {Value($"%{Literally(term.Text)}%")}";
            var lexemes = SearchWords.ForTerm(term.Text);
            return lexemes.Count == 0 ? Stands(term) : $"t.words @@ {Lexemes(lexemes)} AND strpos(t.body, {Value(term.Text)}) > 0";
        }

        /// <summary>The same, where the row is at hand.</summary>
        string Stands(SearchTerm term)
        {
            var stands = $"strpos(t.body, {Value(term.Text)}) > 0";
            var lexemes = term.IsAnywhere ? [] : SearchWords.ForTerm(term.Text);
            return lexemes.Count == 0 ? stands : $"{stands} AND (t.words @@ {Lexemes(lexemes)}) IS TRUE";
        }

        static string Carries(Carried what) => what switch
        {
            Carried.Link => "t.has_link",
            Carried.File => "t.has_file",
            _ => "t.has_image",
        };

        string Lexemes(IEnumerable<string> lexemes) =>
            $"{Value(string.Join(" & ", lexemes.Select(lexeme => $"'{lexeme.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'")))}::tsquery";

        string Row(Place place) => $"({Value(place.At)}, {Value(place.SessionId)}, {Value(place.Seq)})";

        string Value(DateTime utc) => Add(new NpgsqlParameter { Value = utc, NpgsqlDbType = NpgsqlDbType.TimestampTz });

        string Value(object value) => Add(new NpgsqlParameter { Value = value });

        string Add(NpgsqlParameter parameter)
        {
            _parameters.Add(parameter);
            return $"${_parameters.Count}";
        }

        static string Literally(string text) =>
            text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
    }
}
