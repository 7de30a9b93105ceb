using System.Net.Http.Json;
using Aspire.Hosting.Testing;
using Chat.Testing;
using Npgsql;

namespace Chat.SystemTests;

/// <summary>What administrators did stands in the audit log, for good.</summary>
public sealed class AuditTests(ChatSystem chat)
{
    [Fact]
    public async Task Each_act_is_one_entry_with_actor_target_reason_and_address()
    {
        var admin = await chat.NewAdministratorAsync();
        var user = await chat.NewUserAsync();
        await admin.ActAsync(user.Id, "deactivate", reason: "  left the company  ");
        // Repeating changes nothing and says nothing.
        await admin.ActAsync(user.Id, "deactivate", reason: "again");
        await admin.ActAsync(user.Id, "reactivate");

        var entries = await admin.ReadAuditAsync($"?actor={admin.Username}");
        Assert.Equal(["user.reactivate", "user.deactivate"], entries.Select(entry => entry.Act));
        var deactivated = entries[1];
        Assert.Equal(new AuditActorView(admin.Id, admin.Username), deactivated.Actor);
        Assert.Equal(new AuditTargetView("user", user.Id, user.Username), deactivated.Target);
        Assert.Equal("left the company", deactivated.Reason);
        Assert.True(System.Net.IPAddress.IsLoopback(System.Net.IPAddress.Parse(deactivated.Address)));
        Assert.InRange(deactivated.At, DateTime.UtcNow.AddMinutes(-2), DateTime.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task Every_act_that_administrators_can_do_is_in_the_log()
    {
        var (admin, user, other) = (await chat.NewAdministratorAsync(), await chat.NewUserAsync(), await chat.NewUserAsync());
        await TwoFactorTests.EnableAsync(user);
        var session = await other.CreateSessionAsync("Watched");
        var message = await other.PostAsync(session.Id, "looked at");
        var done = new List<string>();

        foreach (var act in new[] { "reset-two-factor", "sign-out", "deactivate", "reactivate" }) await DoAsync("POST", "/api/admin/users/{id}/" + act, user.Id);
        for (var i = 0; i < 10; i++)
            (await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/login", new { username = user.Username, password = "not this one" })).Dispose();
        await DoAsync("POST", "/api/admin/users/{id}/unlock", user.Id);
        await DoAsync("PUT", "/api/admin/users/{id}/role", user.Id, new { is_admin = true });
        await DoAsync("PUT", "/api/admin/users/{id}/role", user.Id, new { is_admin = false });
        await DoAsync("POST", "/api/admin/sessions/{id}/messages", session.Id, new { reason = "Somebody complained" });
        await DoAsync("DELETE", "/api/admin/messages/{id}", message.Id);
        foreach (var act in new[] { "deactivate", "reactivate" }) await DoAsync("POST", "/api/admin/sessions/{id}/" + act, session.Id);
        await DoAsync("DELETE", "/api/admin/sessions/{id}", session.Id);
        // Much longer than anything that tests write is old.
        await DoAsync("PUT", "/api/admin/retention", 0, new { days = 3650 });
        using (var back = await admin.Http.PutAsJsonAsync("/api/admin/retention/", new { days = (int?)null })) Assert.True(back.IsSuccessStatusCode);

        // Those were all; who claims to be the first administrator is in the log, too: FirstAdministratorTests.
        var all = ApiContract.Operation.All.Where(operation => operation.Path.StartsWith("/api/admin/", StringComparison.Ordinal) && operation.Method != "GET");
        Assert.Equal(all.Select(operation => $"{operation}").Where(name => name != "POST /api/admin/claim").Order(), done.Distinct().Order());
        string[] expected =
        [
            "message.delete", "session.deactivate", "session.delete", "session.reactivate", "session.read_messages", "site.retention", "site.retention", "user.deactivate",
            "user.make_administrator", "user.reactivate", "user.remove_administrator", "user.reset_two_factor", "user.sign_out", "user.unlock",
        ];
        await Eventually.BecomesTrueAsync(
            async () => (await admin.ReadAuditAsync($"?actor={admin.Id}&limit=200")).Select(entry => entry.Act).Order(StringComparer.Ordinal).SequenceEqual(expected), "each act is one entry");

        async Task DoAsync(string method, string path, long id, object? body = null)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path.Replace("{id}", $"{id}", StringComparison.Ordinal)) { Content = JsonContent.Create(body ?? new { }) };
            using var reply = await admin.Http.SendAsync(request);
            Assert.True(reply.IsSuccessStatusCode, $"{method} {path}: {reply.StatusCode} {await reply.Content.ReadAsStringAsync()}");
            done.Add($"{method} {path}");
        }
    }

    [Fact]
    public async Task The_log_is_paged_from_new_to_old_and_searched()
    {
        var admin = await chat.NewAdministratorAsync();
        var user = await chat.NewUserAsync();
        for (var i = 0; i < 5; i++) await admin.ActAsync(user.Id, "sign-out", reason: $"page {i} 100%");

        var seen = new List<string>();
        for (var next = $"/api/admin/audit/?actor={admin.Id}&q=100%25&limit=2"; next is not null;)
        {
            using var reply = await admin.Http.GetAsync(next);
            seen.AddRange((await Api.ReadAsync<List<AuditView>>(reply)).Select(entry => entry.Reason));
            next = Links.Next(reply);
        }
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"page {4 - i} 100%"), seen);
        Assert.Empty(await admin.ReadAuditAsync($"?actor={admin.Id}&q=1_0%25"));
    }

    [Theory]
    [InlineData("UPDATE audit_log SET reason = ''")]
    [InlineData("DELETE FROM audit_log")]
    [InlineData("TRUNCATE audit_log")]
    public async Task The_database_refuses_to_change_what_was_written(string statement)
    {
        await using var database = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("accountsdb"))!);
        await using var command = database.CreateCommand(statement);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Contains("append-only", refusal.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_act_that_another_service_tells_twice_is_one_entry()
    {
        var admin = await chat.AdministratorAsync();
        var target = Random.Shared.NextInt64(1L << 40, 1L << 50);
        var act = new
        {
            key = Guid.NewGuid(),
            at = DateTime.UtcNow,
            actorId = admin.Id,
            actorName = admin.Username,
            act = "session.told_twice",
            targetKind = "session",
            targetId = target,
            targetName = "x",
            reason = "",
            address = "",
        };
        for (var i = 0; i < 2; i++) await Broker.PublishAsync(chat, "Chat.Contracts.Administration:AdministrativeAct", act);
        await Broker.PublishAsync(chat, "Chat.Contracts.Administration:AdministrativeAct", act with { key = Guid.NewGuid(), targetId = target + 1 });
        await admin.AuditedAsync("session.told_twice", target);
        await admin.AuditedAsync("session.told_twice", target + 1);
        Assert.Single(await admin.ReadAuditAsync("?q=told_twice"), entry => entry.Target.Id == target);
    }

    [Fact]
    public async Task Acts_that_fail_are_not_in_the_log()
    {
        var admin = await chat.NewAdministratorAsync();
        await Api.ProblemAsync(await admin.Http.PostAsJsonAsync("/api/admin/users/999999999/deactivate/", new { }), 404, "user_not_found");
        await Api.ProblemAsync(await admin.Http.PostAsJsonAsync($"/api/admin/users/{admin.Id}/deactivate/", new { reason = new string('x', 501) }), 400, "validation_failed");
        await Api.ProblemAsync(await admin.Http.DeleteAsync("/api/admin/sessions/999999999/"), 404, "session_not_found");
        Assert.Empty(await admin.ReadAuditAsync($"?actor={admin.Id}"));
    }
}
