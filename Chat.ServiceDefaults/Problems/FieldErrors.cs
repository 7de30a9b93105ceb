namespace Chat.ServiceDefaults.Problems;

/// <summary>Collects what is wrong with a request, field by field, so that a client can show all of it at once.</summary>
public sealed class FieldErrors
{
    readonly Dictionary<string, string[]> _errors = [];

    public void Add(string field, string sentence) =>
        _errors[field] = _errors.TryGetValue(field, out var others) ? [.. others, sentence] : [sentence];

    /// <exception cref="ChatException"><see cref="ErrorCode.ValidationFailed"/>, when anything was added.</exception>
    public void ThrowIfAny()
    {
        if (_errors.Count == 0) return;
        var detail = string.Join(" ", _errors.Values.SelectMany(sentences => sentences));
        throw new ChatException(ErrorCode.ValidationFailed, detail) { FieldErrors = _errors };
    }
}
