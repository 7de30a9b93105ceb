namespace Chat.Messages.Export;

/// <summary>How an export looks. Every message is one line of the file, in two parts: what the chain covers, and its hash.</summary>
interface IExportFormat
{
    string ContentType { get; }

    string Extension { get; }

    /// <summary>Everything before the first message; ends with a line break.</summary>
    string Header(ExportHeader header);

    /// <summary>A message, without line breaks.</summary>
    string Message(ExportedMessage message, bool isFirst);

    /// <summary>What follows a message on its line.</summary>
    string AfterMessage(string hash);

    /// <summary>Everything after the last message.</summary>
    /// <param name="head">The signed text.</param>
    /// <param name="signature">Its signature.</param>
    string Trailer(string head, ExportSignature signature);
}
