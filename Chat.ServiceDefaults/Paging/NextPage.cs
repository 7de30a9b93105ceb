using Microsoft.AspNetCore.Http;

namespace Chat.ServiceDefaults.Paging;

/// <summary>The way from one page of a list to the next: a <c>Link</c> header (RFC 8288).</summary>
public static class NextPage
{
    /// <summary>Says where the next page is.</summary>
    public static void LinkNext(this HttpResponse response, string address) => response.Headers.Link = $"<{address}>; rel=\"next\"";

    /// <summary>Takes the row too many off a page that was read with one more than its size, and links to the page that begins after the last.</summary>
    /// <param name="rows">At most one more than the size.</param>
    /// <param name="size">Of a page.</param>
    /// <param name="response">Gets the link if there is a next page.</param>
    /// <param name="addressAfter">Where the list goes on after a row.</param>
    public static List<T> Paged<T>(this List<T> rows, int size, HttpResponse response, Func<T, string> addressAfter)
    {
        if (rows.Count <= size) return rows;
        rows.RemoveAt(size);
        response.LinkNext(addressAfter(rows[^1]));
        return rows;
    }
}
