using System.Text.Json;
using Aspire.Hosting.Testing;
using Chat.Testing;
using Npgsql;

namespace Chat.SystemTests;

/// <summary>What is said can be found again, by those who may see it and by nobody else.</summary>
public sealed class SearchTests(ChatSystem chat)
{
    [Theory]
    [InlineData("deployment", "The deployment failed tonight")]
    [InlineData("DEPLOY", "The deployment failed tonight")]
    [InlineData("ployme", "The deployment failed tonight")]
    [InlineData("failed deployment", "The deployment failed tonight")]
    [InlineData("\"deployment failed\"", "The deployment failed tonight")]
    [InlineData("会议", "明天的会议改到下午三点")]
    [InlineData("三点", "明天的会议改到下午三点")]
    [InlineData("议", "明天的会议改到下午三点")]
    [InlineData("会議室", "第三会議室でお願いします")]
    [InlineData("お願い", "第三会議室でお願いします")]
    [InlineData("ｶﾞｲﾄﾞ", "新しいガイドです")]
    [InlineData("서울", "서울에서 만나요")]
    [InlineData("cafe", "Wir treffen uns im Café")]
    [InlineData("CAFÉ", "Wir treffen uns im cafe")]
    [InlineData("привет", "Всем Привет!")]
    [InlineData("риве", "Всем Привет!")]
    [InlineData("payment-gateway-v2", "restart payment-gateway-v2 please")]
    [InlineData("gateway-v2", "restart payment-gateway-v2 please")]
    [InlineData("snake_case", "use snake_case here")]
    [InlineData("https://example.com/a/b?c=d", "see https://example.com/a/b?c=d#e for more")]
    [InlineData("example.com/a", "see https://example.com/a/b?c=d#e for more")]
    [InlineData("ada@example.org", "write to ada@example.org")]
    [InlineData("10.0.0.12", "it listens on 10.0.0.12:8080")]
    [InlineData("ok", "that is ok")]
    [InlineData("v2", "released V2.1 today")]
    [InlineData("c#", "the C# compiler")]
    [InlineData("🚀", "off it goes 🚀!")]
    [InlineData("100%", "we are at 100% now")]
    [InlineData("a\\b", "the path is a\\b\\c")]
    [InlineData("it's", "it's all 'quoted'")]
    public async Task What_stands_in_a_message_finds_it(string query, string content)
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Words");
        await ada.PostAsync(session.Id, "something else entirely");
        var message = await ada.PostAsync(session.Id, content);
        await ada.PostAsync(session.Id, "noch etwas anderes");

        var hit = Assert.Single((await SearchAsync(ada, query)).Results);
        Assert.Equal((message.Id, content), (hit.Message.Id, hit.Message.Content));
        Assert.NotEmpty(hit.Highlights);
        Assert.All(hit.Highlights, part => Assert.InRange(part.Start, 0, content.Length - part.Length));
    }

    [Fact]
    public async Task Texts_that_an_earlier_version_made_searchable_are_made_so_anew()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Upgrade");
        var message = await ada.PostAsync(session.Id, "the F# compiler");
        Assert.Single((await SearchAsync(ada, "f#")).Results);

        await using (var database = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("messagesdb"))!))
        {
            await database.ExecuteAsync($"UPDATE message_texts SET words = array_to_tsvector('{{t,th,f,c,co}}') WHERE session_id = {session.Id}");
            Assert.Empty((await SearchAsync(ada, "f#")).Results);
            await database.ExecuteAsync($"UPDATE search_marks SET rev = {message.Rev}, signs_rev = 0 WHERE session_id = {session.Id}");
        }
        Assert.Equal(message.Id, Assert.Single((await SearchAsync(ada, "f#")).Results).Message.Id);
    }

    [Fact]
    public async Task Operators_combine()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var one = await ada.CreateSessionAsync("Project Zebra", bob);
        var two = await ada.CreateSessionAsync("Other", bob);
        await ada.PostAsync(one.Id, "report by ada");
        await bob.PostAsync(one.Id, "report by bob, see https://example.com/x");
        await bob.PostAsync(two.Id, "report from elsewhere");

        await FindsAsync("report", "report by ada", "report by bob, see https://example.com/x", "report from elsewhere");
        await FindsAsync("report from:me", "report by ada");
        await FindsAsync($"report from:{bob.Username.ToUpperInvariant()}", "report by bob, see https://example.com/x", "report from elsewhere");
        await FindsAsync($"report -from:@{bob.Username}", "report by ada");
        await FindsAsync($"report from:{bob.Username} in:{two.Id}", "report from elsewhere");
        await FindsAsync("report in:\"project zebra\"", "report by ada", "report by bob, see https://example.com/x");
        await FindsAsync("report in:zebra -bob", "report by ada");
        await FindsAsync("report -in:zebra", "report from elsewhere");
        await FindsAsync("has:link", "report by bob, see https://example.com/x");
        await FindsAsync("report -has:link in:zebra", "report by ada");
        await FindsAsync("report \"from elsewhere\"", "report from elsewhere");
        await FindsAsync("report -\"by ada\" -\"by bob\"", "report from elsewhere");
        await FindsAsync("report before:2020-01-01");
        await FindsAsync("report after:2020 before:2999 in:Other", "report from elsewhere");
        await FindsAsync("report from:nobody-at-all");
        await FindsAsync("report in:no-such-session");

        async Task FindsAsync(string query, params string[] contents) =>
            Assert.Equal(contents.Order(), (await SearchAsync(ada, query)).Results.Select(hit => hit.Message.Content).Order());
    }

    [Fact]
    public async Task Days_and_what_a_message_carries_narrow_a_search()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Carried");
        var said = await ada.PostAsync(session.Id, "nothing but words");
        var pdf = await ada.PostFilesAsync(session.Id, "a document", await ada.Http.UploadAsync("%PDF-1.7 x"u8.ToArray(), "minutes.pdf"));
        var picture = await ada.PostFilesAsync(session.Id, null, await ada.Http.UploadAsync(TestPictures.Large(), "view.png"));
        // Days are of the asker's zone: the message is from just before midnight in Auckland, in the summer.
        await using (var database = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("messagesdb"))!))
        {
            await FindsAsync($"in:{session.Id}", said, pdf, picture);
            foreach (var table in new[] { "messages", "message_texts" })
                await database.ExecuteAsync($"UPDATE {table} SET created_at = '2021-01-31T10:30:00Z' WHERE session_id = {session.Id} AND seq = {said.Seq}");
        }

        await FindsAsync($"in:{session.Id} has:file", pdf, picture);
        await FindsAsync($"in:{session.Id} has:image", picture);
        await FindsAsync($"in:{session.Id} -has:file", said);
        await FindsAsync($"in:{session.Id} has:file -has:image", pdf);
        await FindsAsync("minutes.pdf", pdf);
        await FindsAsync($"in:{session.Id} before:2021-02", said);
        await FindsAsync($"in:{session.Id} after:2021-01-30 before:2021-02-01", said);
        await FindsAsync($"in:{session.Id} before:2021-01-31");
        await FindsAsync($"in:{session.Id} after:2021-01-31", pdf, picture);
        await FindsAsync($"in:{session.Id} after:2021-01-31T10:00:00Z before:2021-01-31T11:00:00Z", said);
        await FindsAsync($"in:{session.Id} after:2021-01-31T10:31:00Z before:2022");

        async Task FindsAsync(string query, params MessageView[] messages) => Assert.Equal(
            messages.Select(message => message.Id).Order(), (await SearchAsync(ada, query, "&tz=Pacific/Auckland")).Results.Select(hit => hit.Message.Id).Order());
    }

    [Fact]
    public async Task What_is_hardly_text_keeps_nothing_else_from_being_found()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Odd characters");
        await ada.PostAsync(session.Id, "before the oddword");
        var odd = await ada.PostAsync(session.Id, "a \uFFFE oddword \uFFFF and \uFDD0 more");
        await ada.PostAsync(session.Id, "after the oddword");

        Assert.Equal(3, (await SearchAsync(ada, "oddword")).Results.Count);
        var hit = Assert.Single((await SearchAsync(ada, "\uFFFE")).Results);
        Assert.Equal((odd.Id, odd.Content), (hit.Message.Id, hit.Message.Content));
        foreach (var query in new[] { "in:\uFFFE", "oddword in:\uFFFE", "from:\uFFFE" }) Assert.Empty((await SearchAsync(ada, query)).Results);
    }

    [Fact]
    public async Task Only_who_is_in_a_session_finds_what_is_said_there()
    {
        var (ada, bob, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"), await chat.NewUserAsync("eve"));
        var session = await ada.CreateSessionAsync("Secret", bob);
        await ada.PostAsync(session.Id, "the quokkaword is hidden");

        Assert.Single((await SearchAsync(bob, "quokkaword")).Results);
        foreach (var query in new[] { "quokkaword", $"in:{session.Id}", $"from:{ada.Username}", $"quokkaword in:{session.Id}" })
        {
            var nothing = await SearchAsync(eve, query);
            Assert.Empty(nothing.Results);
            Assert.Equal((0, 0), (nothing.Count, nothing.Sessions!.Count));
        }

        using var removed = await ada.Http.DeleteAsync($"/api/sessions/{session.Id}/participants/{bob.Id}/");
        Assert.True(removed.IsSuccessStatusCode);
        Assert.Empty((await SearchAsync(bob, "quokkaword")).Results);
        Assert.Single((await SearchAsync(ada, "quokkaword")).Results);

        using var anyone = new HttpClient { BaseAddress = ada.Http.BaseAddress };
        using var reply = await anyone.GetAsync("/api/search/messages?q=quokkaword");
        await Api.ProblemAsync(reply, 401, "not_signed_in");
    }

    [Fact]
    public async Task Edits_and_deletions_count_at_once()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Changes");
        for (var i = 0; i < 5; i++)
        {
            var message = await ada.PostAsync(session.Id, $"first wombat{i}");
            Assert.Single((await SearchAsync(ada, $"wombat{i}")).Results);

            using var edited = await ada.Http.PatchAsync($"/api/messages/{message.Id}/", Json(new { content = $"then numbat{i}" }));
            Assert.True(edited.IsSuccessStatusCode);
            Assert.Empty((await SearchAsync(ada, $"wombat{i}")).Results);
            var hit = Assert.Single((await SearchAsync(ada, $"numbat{i}")).Results);
            Assert.NotNull(hit.Message.EditedAt);

            using var deleted = await ada.Http.DeleteAsync($"/api/messages/{message.Id}/");
            Assert.True(deleted.IsSuccessStatusCode);
            Assert.Empty((await SearchAsync(ada, $"numbat{i}")).Results);
        }
    }

    [Fact]
    public async Task A_whole_word_comes_before_a_part_and_the_newer_before_the_older()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Order");
        foreach (var content in new[] { "old port", "new port", "portable", "transport" }) await ada.PostAsync(session.Id, content);

        Assert.Equal(["new port", "old port", "portable", "transport"], (await SearchAsync(ada, "port")).Results.Select(hit => hit.Message.Content));
        Assert.Equal(["transport", "portable", "new port", "old port"], (await SearchAsync(ada, "port", "&sort=newest")).Results.Select(hit => hit.Message.Content));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_repeats_or_gaps_while_messages_come_and_go()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Pages");
        var posted = new List<MessageView>();
        for (var i = 0; i < 47; i++) posted.Add(await ada.PostAsync(session.Id, i % 3 == 0 ? $"transport {i}" : $"port {i}"));

        foreach (var sort in new[] { "", "&sort=newest" })
        {
            var seen = new List<long>();
            for (var address = $"/api/search/messages/?q=port+in:{session.Id}&limit=10{sort}"; address is not null;)
            {
                using var reply = await ada.Http.GetAsync(address);
                var page = await Api.ReadAsync<SearchView>(reply);
                Assert.InRange(page.Results.Count, 1, 10);
                seen.AddRange(page.Results.Select(hit => hit.Message.Id));
                address = Links.Next(reply);
                await ada.PostAsync(session.Id, "one more port");
            }
            Assert.Equal(seen.Distinct(), seen);
            Assert.Superset(posted.Select(message => message.Id).ToHashSet(), seen.ToHashSet());
            // What came in between is left to the next search.
            Assert.Equal(sort.Length == 0 ? 47 : 47 + 5, seen.Count);
        }
    }

    [Fact]
    public async Task A_hit_comes_with_its_neighbours_and_the_counts_by_session()
    {
        var ada = await chat.NewUserAsync("ada");
        var (one, two) = (await ada.CreateSessionAsync("One"), await ada.CreateSessionAsync("Two"));
        foreach (var content in new[] { "before", "<b>axolotl</b> & Ünï axolotl", "after" }) await ada.PostAsync(one.Id, content);
        await ada.PostAsync(one.Id, "axolotl again");
        await ada.PostAsync(two.Id, "axolotl too");

        var found = await SearchAsync(ada, "axolotl");
        Assert.Equal([(one.Id, 2), (two.Id, 1)], found.Sessions!.Select(session => (session.SessionId, session.Count)));
        Assert.Equal((3, true), (found.Count, found.IsCountExact));
        var hit = found.Results.Single(hit => hit.Message.Seq == 2);
        Assert.Equal(["before", "after"], hit.Before.Concat(hit.After).Select(message => message.Content));
        Assert.Equal(["axolotl", "axolotl"], hit.Highlights.Select(part => hit.Message.Content.Substring(part.Start, part.Length)));
        Assert.Empty((await SearchAsync(ada, "axolotl", "&context=0")).Results.SelectMany(one => one.Before));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("word \"open", 5)]
    [InlineData("from:", 5)]
    [InlineData("a b has:nothing", 8)]
    [InlineData("before:yesterday", 7)]
    [InlineData("after:2026-13-01", 6)]
    [InlineData("-word", 0)]
    [InlineData("good \"\"", 5)]
    public async Task A_query_that_cannot_be_read_is_refused_with_the_place(string query, int position)
    {
        var ada = await chat.NewUserAsync("ada");
        using var reply = await ada.Http.GetAsync($"/api/search/messages?q={Uri.EscapeDataString(query)}");
        var problem = await Api.ProblemAsync(reply, 400, "invalid_query");
        Assert.Equal(position, problem.GetProperty("position").GetInt32());
    }

    [Theory]
    [InlineData("q=a&limit=51")]
    [InlineData("q=a&cursor=xyz")]
    [InlineData("q=a&sort=worst")]
    [InlineData("q=a&tz=Mars/Olympus")]
    public async Task Other_bad_parameters_are_refused(string query)
    {
        var ada = await chat.NewUserAsync("ada");
        using var reply = await ada.Http.GetAsync($"/api/search/messages?{query}");
        await Api.ProblemAsync(reply, 400, "validation_failed");
    }

    [Fact]
    public async Task Who_searches_too_fast_has_to_wait_a_moment()
    {
        var ada = await chat.NewUserAsync("ada");
        var answers = await Task.WhenAll(Enumerable.Range(0, 160).Select(_ => ada.Http.GetAsync("/api/search/messages?q=anything")));
        var refused = answers.First(reply => (int)reply.StatusCode == 429);
        await Api.ProblemAsync(refused, 429, "rate_limited");
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task What_is_too_much_to_be_made_ready_at_once_is_said_to_be_missing_until_it_is_there()
    {
        const int Count = 5_000;
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Old");
        await ada.PostAsync(session.Id, "the newest of all");
        await using (var messages = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("messagesdb"))!))
        {
            // As an upgrade finds what was written before there was a search: messages, and no texts of them.
            await messages.ExecuteAsync(
                $"""
                WITH head AS (
                    UPDATE session_heads SET seq = seq + {Count}, rev = rev + {Count} WHERE session_id = {session.Id} RETURNING seq - {Count} AS seq, rev - {Count} AS rev
                )
                INSERT INTO messages (session_id, seq, rev, posted_rev, sender_id, client_id, content, created_at)
                SELECT {session.Id}, seq + n, rev + n, rev + n, {ada.Id}, gen_random_uuid(), 'wombat number ' || n, clock_timestamp()
                FROM head, generate_series(1, {Count}) AS n
                """);
        }

        var found = await AskAsync(ada, "wombat");
        Assert.False(found.IsComplete);
        // What is there is found all the same, and each search brings the rest nearer.
        Assert.NotEmpty(found.Results);
        await Eventually.BecomesTrueAsync(async () => (await AskAsync(ada, "wombat")).IsComplete, "all messages can be found");
        Assert.Single((await SearchAsync(ada, $"\"wombat number {Count}\"")).Results);
    }

    static async Task<SearchView> SearchAsync(ChatUser user, string query, string more = "")
    {
        var found = await AskAsync(user, query, more);
        Assert.True(found.IsComplete);
        return found;
    }

    static async Task<SearchView> AskAsync(ChatUser user, string query, string more = "")
    {
        using var reply = await user.Http.GetAsync($"/api/search/messages/?q={Uri.EscapeDataString(query)}{more}");
        return await Api.ReadAsync<SearchView>(reply);
    }

    static StringContent Json(object body) => new(JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");

    sealed record SearchView(List<HitView> Results, List<CountView>? Sessions, int? Count, bool? IsCountExact, bool IsComplete);

    sealed record HitView(MessageView Message, List<PartView> Highlights, List<MessageView> Before, List<MessageView> After);

    sealed record PartView(int Start, int Length);

    sealed record CountView(long SessionId, int Count);
}
