using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Chat.Contracts.Messages;
using Chat.Messages.Data;
using Chat.Messages.Reading;
using Chat.ServiceDefaults.Hosting;

namespace Chat.Messages.Export;

/// <summary>
/// Writes an export page by page; never more than one page of messages is held. What breaks on the way leaves a file without its signed
/// end, which no check accepts.
/// </summary>
sealed class ExportWriter(MessagesDbContext db, MessageStates states)
{
    const int PageSize = 500;

    public async Task WriteAsync(ExportHeader header, long lastSeq, IExportFormat format, string keyId, ECDsa key, Stream body, CancellationToken cancel)
    {
        var file = PipeWriter.Create(body, new StreamPipeWriterOptions(leaveOpen: true));
        var (chain, count) = (new HashChain(), 0L);
        chain.Add(Write(format.Header(header)));
        for (long seq = 0; seq < lastSeq;)
        {
            var page = await PageAsync(header.Session.Id, seq, lastSeq, cancel);
            if (page.Count == 0) break;
            foreach (var message in page)
            {
                var hash = chain.Add(Write(format.Message(ExportedMessage.Of(message), count++ == 0)));
                Write(format.AfterMessage(hash) + "\n");
            }
            seq = page[^1].Seq;
            await file.FlushAsync(cancel);
        }

        var head = JsonSerializer.Serialize(new ExportHead(header.Session.Id, header.ExportedAt, count, chain.Hash), JsonDefaults.Options);
        var signature = new ExportSignature(
            ExportKeyRing.Algorithm, keyId, Base64Url.EncodeToString(key.ExportSubjectPublicKeyInfo()),
            Base64Url.EncodeToString(key.SignData(Encoding.UTF8.GetBytes(head), HashAlgorithmName.SHA256)));
        Write(format.Trailer(head, signature));
        await file.CompleteAsync();

        ReadOnlySpan<byte> Write(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            file.Write(bytes);
            return bytes;
        }
    }

    Task<List<MessageState>> PageAsync(long sessionId, long after, long last, CancellationToken cancel) =>
        states.ReadAsync(
            db.Messages.Where(message => message.SessionId == sessionId && message.Seq > after && message.Seq <= last).OrderBy(message => message.Seq).Take(PageSize), cancel);
}
