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
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Export;

/// <summary>
/// Writes an export page by page; never more than one page of messages is held. What breaks on the way leaves a file without its signed
/// end, which no check accepts.
/// </summary>
sealed class ExportWriter(MessagesDbContext db, MessageStates states)
{
    const int PageSize = 500;

    /// <param name="job">What to write.</param>
    /// <param name="withFiles">Whether the files of messages will lie beside it.</param>
    /// <param name="body">Where to.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task WriteAsync(ExportJob job, bool withFiles, Stream body, CancellationToken cancel)
    {
        var (header, lastSeq, format, keyId, key) = job;
        var file = PipeWriter.Create(body, new StreamPipeWriterOptions(leaveOpen: true));
        var (chain, count) = (new HashChain(), 0L);
        chain.Add(Write(format.Header(header)));
        for (long seq = 0; seq < lastSeq;)
        {
            var page = await PageAsync(header.Session.Id, seq, lastSeq, cancel);
            if (page.Count == 0) break;
            var hashes = await HashesAsync(page, cancel);
            foreach (var message in page)
            {
                var hash = chain.Add(Write(format.Message(ExportedMessage.Of(message, FileOf), count++ == 0)));
                Write(format.AfterMessage(hash) + "\n");
            }
            seq = page[^1].Seq;
            await file.FlushAsync(cancel);

            ArchivedFile FileOf(Attachment one) => new(
                one.Id, one.Name, one.Kind, one.Type, one.Size, one.Url, hashes.GetValueOrDefault(one.Id),
                withFiles ? ArchivedFile.PathOf(one.Id, one.Name) : null);
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

    async Task<Dictionary<Guid, string?>> HashesAsync(List<MessageState> page, CancellationToken cancel)
    {
        Guid[] ids = [.. page.SelectMany(message => message.Attachments ?? []).Select(file => file.Id).Distinct()];
        return ids.Length == 0 ? [] : await db.Files.Where(file => ids.Contains(file.Id)).ToDictionaryAsync(file => file.Id, file => file.Hash, cancel);
    }

    Task<List<MessageState>> PageAsync(long sessionId, long after, long last, CancellationToken cancel) =>
        states.ReadAsync(
            db.Messages.Where(message => message.SessionId == sessionId && message.Seq > after && message.Seq <= last).OrderBy(message => message.Seq)
                .Take(PageSize), cancel);
}
