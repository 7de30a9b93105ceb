using System.Globalization;
using Chat.Contracts.Messages;
using Chat.ServiceDefaults.Problems;

namespace Chat.Messages.Changing;

/// <summary>What counts as a reaction, and how one comes and goes.</summary>
static class ReactionRules
{
    const int MaxEmojiLength = 32;
    const int MaxDifferent = 20;

    /// <summary>One emoji: a single user-perceived character (Unicode UAX #29) that is not plain ASCII.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.ValidationFailed"/></exception>
    public static string Check(string emoji)
    {
        var isOne = emoji.Length is > 0 and <= MaxEmojiLength
            && StringInfo.GetNextTextElementLength(emoji) == emoji.Length
            && emoji.EnumerateRunes().All(rune => rune.Value != 0xFFFD && Rune(rune))
            && !emoji.All(char.IsAscii);
        return isOne ? emoji : throw FieldErrors.Of("emoji", "A reaction is one emoji.");

        // Letters are no emoji; digits are the beginning of some, as in 1️⃣.
        static bool Rune(System.Text.Rune rune) =>
            !System.Text.Rune.IsLetter(rune) && !System.Text.Rune.IsControl(rune) && !System.Text.Rune.IsWhiteSpace(rune);
    }

    /// <summary>The reactions and one more; the same object when nothing changes.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.ValidationFailed"/> when there are too many different ones.</exception>
    public static IReadOnlyList<Reaction> With(IReadOnlyList<Reaction> reactions, string emoji, long userId)
    {
        var known = reactions.FirstOrDefault(reaction => reaction.Emoji == emoji);
        if (known is null && reactions.Count >= MaxDifferent)
            throw new ChatException(ErrorCode.ValidationFailed, $"A message has at most {MaxDifferent} different reactions.");
        if (known is null) return [.. reactions, new Reaction(emoji, [userId])];
        if (known.UserIds.Contains(userId)) return reactions;
        return [.. reactions.Select(reaction => reaction == known ? new Reaction(emoji, [.. known.UserIds, userId]) : reaction)];
    }

    /// <summary>The reactions and one less; the same object when nothing changes.</summary>
    public static IReadOnlyList<Reaction> Without(IReadOnlyList<Reaction> reactions, string emoji, long userId)
    {
        var known = reactions.FirstOrDefault(reaction => reaction.Emoji == emoji);
        if (known is null || !known.UserIds.Contains(userId)) return reactions;
        return [.. reactions
            .Select(reaction => reaction == known ? new Reaction(emoji, [.. known.UserIds.Where(user => user != userId)]) : reaction)
            .Where(reaction => reaction.UserIds.Count > 0)];
    }
}
