using System.Net;
using System.Text;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>A store that refuses to delete one file.</summary>
public sealed class StuckFileTests(ChatSystem chat)
{
    const string Bucket = "/files";

    [Fact]
    public async Task A_file_that_cannot_be_deleted_keeps_no_other_from_it()
    {
        var database = await EarlierDatabase.RestoreAsync(chat, "messagesdb", "messages");
        var settings = EarlierDatabase.SettingsFor("messagesdb", database);
        await using (var job = await OneMore.StartAsync(chat, "messages", settings, "--migrate")) Assert.True(await job.ExitCodeAsync() == 0, job.Output);
        // Given up at the same moment, the one in their middle.
        var ids = Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).ToList();
        var stuck = ids[2];
        foreach (var id in ids)
            await database.ExecuteAsync($"INSERT INTO files (id, owner_id, name, upload_length, received, state, size, thumbnail_size, created_at, expires_at) VALUES ('{id}', 1, 'x', 1, 0, 0, 0, 0, now(), '2020-01-01')");

        await using var store = new PageServer("127.0.0.1");
        var refused = 0;
        foreach (var path in new[] { Bucket, $"{Bucket}/" }) store.Serve(path, AnswerAsync);
        foreach (var (name, value) in new[] { ("Store", "S3"), ("S3__Endpoint", store.Origin), ("S3__Bucket", Bucket.Trim('/')), ("S3__AccessKey", "key"), ("S3__SecretKey", "secret") })
            settings[$"Files__{name}"] = value;
        await using var service = await OneMore.StartAsync(chat, "messages", settings);
        await Eventually.BecomesTrueAsync(async () => await database.ScalarAsync("SELECT count(*) FROM files WHERE owner_id = 1") is 1L, "all others go", 90);
        Assert.Equal(stuck, await database.ScalarAsync("SELECT id FROM files WHERE owner_id = 1"));
        Assert.True(refused > 0);

        async Task AnswerAsync(HttpListenerContext http)
        {
            if (http.Request.HttpMethod == "POST")
            {
                refused++;
                http.Response.StatusCode = 403;
                return;
            }
            var isStuck = http.Request.QueryString["prefix"] == $"{stuck}/";
            http.Response.ContentType = "application/xml";
            await http.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(
                $"<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><IsTruncated>false</IsTruncated>{(isStuck ? $"<Contents><Key>{stuck}/content</Key></Contents>" : "")}</ListBucketResult>"));
        }
    }
}
