using Npgsql;

namespace Chat.SystemTests;

/// <summary>Has a database refuse something, as a damaged page or a full disk would: a trigger, until it is disposed.</summary>
sealed class Stumble : IAsyncDisposable
{
    readonly NpgsqlDataSource _database;
    readonly string _name = $"stumble_{Guid.NewGuid():N}";

    Stumble(NpgsqlDataSource database) => _database = database;

    /// <param name="database">Where.</param>
    /// <param name="table">The table.</param>
    /// <param name="act">As <c>DELETE</c> or <c>UPDATE</c>.</param>
    /// <param name="condition">Which rows, as in <c>OLD.id = 5</c>.</param>
    public static async Task<Stumble> OverAsync(NpgsqlDataSource database, string table, string act, string condition)
    {
        var stumble = new Stumble(database);
        await database.ExecuteAsync($"CREATE FUNCTION {stumble._name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'A test does not want this.'; END $$");
        await database.ExecuteAsync($"CREATE TRIGGER {stumble._name} BEFORE {act} ON {table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {stumble._name}()");
        return stumble;
    }

    public async ValueTask DisposeAsync() => await _database.ExecuteAsync($"DROP FUNCTION {_name}() CASCADE");
}
