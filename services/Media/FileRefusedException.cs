namespace Chat.Media;

/// <summary>A file that is whole and not taken, with the sentence to show.</summary>
public sealed class FileRefusedException(string sentence, Exception? inner = null) : Exception(sentence, inner);
