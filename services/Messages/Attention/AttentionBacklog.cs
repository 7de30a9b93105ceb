using Chat.Messages.Posting;

namespace Chat.Messages.Attention;

/// <summary>Sessions with messages that may be meant for somebody.</summary>
sealed class AttentionBacklog : SessionBacklog;
