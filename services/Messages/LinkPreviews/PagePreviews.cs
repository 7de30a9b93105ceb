using System.Globalization;
using System.Text;
using System.Text.Json;
using Chat.Contracts.Messages;
using Chat.ServiceDefaults.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Chat.Messages.LinkPreviews;

/// <summary>Looks at pages, and remembers for an hour what was found.</summary>
sealed class PagePreviews
{
    const int TitleLength = 200;
    const int DescriptionLength = 300;
    const string AcceptPage = "text/html, application/xhtml+xml, image/*;q=0.8";
    const string AcceptImage = "image/webp, image/png, image/jpeg, image/gif";

    const string Find = "SELECT preview FROM link_pages WHERE url = $1 AND fetched_at > $2";
    const string Keep =
        """
        INSERT INTO link_pages (url, preview, fetched_at) VALUES ($1, $2, $3)
        ON CONFLICT (url) DO UPDATE SET preview = excluded.preview, fetched_at = excluded.fetched_at
        """;

    const string Forget = "DELETE FROM link_pages WHERE fetched_at <= $1";

    static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    readonly OutsideClient _outside;
    readonly PreviewPictures _pictures;
    readonly NpgsqlDataSource _database;
    readonly TimeProvider _time;
    readonly LinkPreviewOptions _options;

    public PagePreviews(OutsideClient outside, PreviewPictures pictures, NpgsqlDataSource database, TimeProvider time, IOptions<LinkPreviewOptions> options) =>
        (_outside, _pictures, _database, _time, _options) = (outside, pictures, database, time, options.Value);

    /// <summary>What a link leads to; null when there is nothing to show.</summary>
    /// <exception cref="HttpRequestException">Not now: try again later.</exception>
    public async Task<LinkPreview?> OfAsync(string url, CancellationToken cancel)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        await using (var find = Command(Find, url, now - Remembered))
        await using (var reader = await find.ExecuteReaderAsync(cancel))
        {
            if (await reader.ReadAsync(cancel))
                return await reader.IsDBNullAsync(0, cancel) ? null : JsonSerializer.Deserialize<LinkPreview>(reader.GetString(0), JsonDefaults.Options);
        }
        var preview = await LookAsync(url, cancel);
        var json = preview is null ? null : JsonSerializer.Serialize(preview, JsonDefaults.Options);
        await using var keep = Command(Keep, url);
        keep.Parameters.Add(new NpgsqlParameter { Value = (object?)json ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb });
        keep.Parameters.Add(new NpgsqlParameter { Value = now });
        await keep.ExecuteNonQueryAsync(cancel);
        return preview;
    }

    /// <summary>Forgets what was found too long ago.</summary>
    public async Task ForgetAsync(CancellationToken cancel)
    {
        await using var forget = Command(Forget, _time.GetUtcNow().UtcDateTime - Remembered);
        await forget.ExecuteNonQueryAsync(cancel);
    }

    async Task<LinkPreview?> LookAsync(string url, CancellationToken cancel)
    {
        var uri = new Uri(url);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(TimeSpan.FromSeconds(_options.TimeoutSeconds));
        try
        {
            var answer = await _outside.GetAsync(uri, AcceptPage, MaxBytesOf, timeout.Token);
            return IsImage(answer.Type.MediaType!) ? await OfImageAsync(url, answer, timeout.Token) : await OfPageAsync(url, answer, timeout.Token);
        }
        catch (NothingThereException)
        {
            return null;
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new HttpRequestException("It takes too long.", e);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new HttpRequestException("It broke off.", e);
        }
    }

    int MaxBytesOf(string type) => type is "text/html" or "application/xhtml+xml" ? _options.MaxPageBytes : IsImage(type) ? _options.MaxImageBytes : 0;

    static bool IsImage(string type) => type is "image/webp" or "image/png" or "image/jpeg" or "image/gif";

    /// <summary>A link to a picture is shown as that picture.</summary>
    async Task<LinkPreview?> OfImageAsync(string url, OutsideAnswer answer, CancellationToken cancel)
    {
        if (!answer.IsWhole || await _pictures.KeepAsync(answer.Body, cancel) is not { } image) return null;
        var name = Clean(Uri.UnescapeDataString(answer.Uri.Segments[^1].Trim('/')), TitleLength);
        return new LinkPreview(url, answer.Uri.IdnHost, name ?? answer.Uri.IdnHost) { Image = image };
    }

    async Task<LinkPreview?> OfPageAsync(string url, OutsideAnswer answer, CancellationToken cancel)
    {
        var head = PageHead.Of(answer.Body, answer.Type.CharSet);
        if (Clean(head["og:title", "twitter:title", "title"], TitleLength) is not { } title) return null;
        var description = Clean(head["og:description", "twitter:description", "description"], DescriptionLength);
        return new LinkPreview(url, answer.Uri.IdnHost, title)
        {
            Description = description == title ? null : description,
            Image = await ImageOfAsync(head, answer.Uri, cancel),
        };
    }

    /// <summary>A page without its picture is better than none.</summary>
    async Task<Attachment?> ImageOfAsync(PageHead head, Uri page, CancellationToken cancel)
    {
        var address = head["og:image:secure_url", "og:image:url", "og:image", "twitter:image", "twitter:image:src"];
        if (address is null || !Uri.TryCreate(page, address.Trim(), out var uri)) return null;
        try
        {
            var answer = await _outside.GetAsync(uri, AcceptImage, type => IsImage(type) ? _options.MaxImageBytes : 0, cancel);
            return answer.IsWhole ? await _pictures.KeepAsync(answer.Body, cancel) : null;
        }
        catch (Exception e) when (e is NothingThereException or HttpRequestException or IOException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>
    /// One line of what can be seen; null when nothing is left. No signs that turn the direction of writing: they would turn what stands around
    /// them, too.
    /// </summary>
    static string? Clean(string? text, int length)
    {
        if (text is null) return null;
        var (clean, isSpace) = (new StringBuilder(), false);
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (Rune.IsWhiteSpace(rune) || category is UnicodeCategory.Control)
            {
                isSpace = clean.Length > 0;
                continue;
            }
            // Joiners hold emoji and letters together.
            if (category is UnicodeCategory.Format && rune.Value is not (0x200C or 0x200D)
                || category is UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
                continue;
            if (clean.Length + rune.Utf16SequenceLength + 1 > length) return $"{clean.ToString().TrimEnd()}…";
            if (isSpace) clean.Append(' ');
            clean.Append(rune.ToString());
            isSpace = false;
        }
        return clean.Length == 0 ? null : clean.ToString();
    }

    NpgsqlCommand Command(string text, params object[] values)
    {
        var command = _database.CreateCommand(text);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
