namespace Chat.ServiceDefaults.Problems;

/// <summary>A refusal that ends the request with an entry of the error catalogue, from wherever it is noticed.</summary>
public sealed class ChatException(ErrorCode error, string? detail = null, Exception? inner = null) : Exception(detail ?? error.Title, inner)
{
    public ErrorCode Error { get; } = error;

    /// <summary>When the same request may succeed, for <see cref="ErrorCode.RateLimited"/>.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Where in a text something is wrong, in UTF-16 code units, for <see cref="ErrorCode.InvalidQuery"/>.</summary>
    public int? Position { get; init; }

    /// <summary>Sentences by field, for <see cref="ErrorCode.ValidationFailed"/>.</summary>
    public IDictionary<string, string[]>? FieldErrors { get; init; }
}
