namespace Chat.ServiceDefaults.Problems;

/// <summary>Collects what is wrong with a request, field by field, so that a client can show all of it at once.</summary>
public sealed class FieldErrors
{
    readonly Dictionary<string, string[]> _errors = [];

    /// <summary>The refusal of a request in which one field is wrong: <see cref="ErrorCode.ValidationFailed"/>.</summary>
    public static ChatException Of(string field, string sentence) => Refusal(new Dictionary<string, string[]> { [field] = [sentence] });

    public void Add(string field, string sentence) =>
        _errors[field] = _errors.TryGetValue(field, out var others) ? [.. others, sentence] : [sentence];

    /// <exception cref="ChatException"><see cref="ErrorCode.ValidationFailed"/>, when anything was added.</exception>
    public void ThrowIfAny()
    {
        if (_errors.Count > 0) throw Refusal(_errors);
    }

    static ChatException Refusal(Dictionary<string, string[]> errors) =>
        new(ErrorCode.ValidationFailed, string.Join(" ", errors.Values.SelectMany(sentences => sentences))) { FieldErrors = errors };
}
