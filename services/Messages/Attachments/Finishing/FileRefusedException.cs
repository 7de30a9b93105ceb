namespace Chat.Messages.Attachments.Finishing;

/// <summary>A file that is whole and not taken, with the sentence to show.</summary>
sealed class FileRefusedException(string sentence, Exception? inner = null) : Exception(sentence, inner);
