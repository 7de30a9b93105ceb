using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Chat.Media;
using Chat.ServiceDefaults.Problems;
using Microsoft.Extensions.Options;

namespace Chat.Messages.Attachments.Finishing;

/// <summary>Has a ClamAV daemon look at files, by its command INSTREAM (man clamd). Does nothing while none is configured.</summary>
sealed partial class VirusScan(IOptions<FilesOptions> options, ILogger<VirusScan> logger)
{
    const int Chunk = 64 * 1024;

    /// <exception cref="FileRefusedException">It found something, or the file is too large for it.</exception>
    /// <exception cref="ChatException"><see cref="ErrorCode.Unavailable"/> when it does not answer: what was not looked at is not let in.</exception>
    public async Task CheckAsync(Stream file)
    {
        if (options.Value.Scanner is not { Length: > 0 } scanner) return;
        string answer;
        try
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.ScanTimeoutSeconds));
            answer = await AskAsync(scanner, file, timeout.Token);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            Log.Away(logger, e);
            throw new ChatException(ErrorCode.Unavailable, "Files cannot be checked for viruses at the moment.", e);
        }
        if (answer.EndsWith("OK", StringComparison.Ordinal)) return;
        if (answer.EndsWith("FOUND", StringComparison.Ordinal))
        {
            Log.Found(logger, answer);
            throw new FileRefusedException("The file holds a virus or something like it.");
        }
        if (answer.Contains("size limit exceeded", StringComparison.OrdinalIgnoreCase))
            throw new FileRefusedException("The file is too large to be checked for viruses.");
        Log.NotUnderstood(logger, answer);
        throw new ChatException(ErrorCode.Unavailable, "Files cannot be checked for viruses at the moment.");
    }

    static async Task<string> AskAsync(string scanner, Stream file, CancellationToken cancel)
    {
        var colon = scanner.LastIndexOf(':');
        using var connection = new TcpClient();
        await connection.ConnectAsync(scanner[..colon], int.Parse(scanner[(colon + 1)..], System.Globalization.CultureInfo.InvariantCulture), cancel);
        await using var stream = connection.GetStream();
        var reader = new StreamReader(stream, Encoding.UTF8);
        try
        {
            await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), cancel);
            // Each chunk after its length; a chunk of no length ends it.
            var buffer = new byte[4 + Chunk];
            while (await file.ReadAsync(buffer.AsMemory(4), cancel) is var read)
            {
                BinaryPrimitives.WriteInt32BigEndian(buffer, read);
                await stream.WriteAsync(buffer.AsMemory(0, 4 + read), cancel);
                if (read == 0) break;
            }
        }
        catch (IOException)
        {
            // It closes its end once it has had enough, and its answer says why.
        }
        return (await reader.ReadToEndAsync(cancel)).TrimEnd('\0', '\n');
    }

    static partial class Log
    {
        [LoggerMessage(1110, LogLevel.Warning, "The virus scanner does not answer")]
        public static partial void Away(ILogger logger, Exception exception);

        [LoggerMessage(1111, LogLevel.Warning, "The virus scanner answered {Answer}")]
        public static partial void NotUnderstood(ILogger logger, string answer);

        [LoggerMessage(1112, LogLevel.Warning, "A file was refused: {Answer}")]
        public static partial void Found(ILogger logger, string answer);
    }
}
