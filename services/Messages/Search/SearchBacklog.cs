using Chat.Messages.Posting;

namespace Chat.Messages.Search;

/// <summary>Sessions that search may be behind in.</summary>
sealed class SearchBacklog : SessionBacklog;
