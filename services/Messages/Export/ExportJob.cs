using System.Security.Cryptography;

namespace Chat.Messages.Export;

/// <summary>An export that was asked for, and who signs it.</summary>
sealed record ExportJob(ExportHeader Header, long LastSeq, IExportFormat Format, string KeyId, ECDsa Key);
