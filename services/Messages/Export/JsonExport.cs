using System.Text.Json;
using Chat.ServiceDefaults.Hosting;

namespace Chat.Messages.Export;

/// <summary>One JSON document, for programs. Its line breaks are part of the format.</summary>
sealed class JsonExport : IExportFormat
{
    public string ContentType => "application/json; charset=utf-8";

    public string Extension => "json";

    public string Header(ExportHeader header) => $$"""{"header":{{Json(header)}},"messages":[""" + "\n";

    // The comma is in front, so that nothing needs to be known of what follows.
    public string Message(ExportedMessage message, bool isFirst) => $$"""{{(isFirst ? "" : ",")}}{"message":{{Json(message)}}""";

    public string AfterMessage(string hash) => $$""","hash":"{{hash}}"}""";

    public string Trailer(string head, ExportSignature signature) => $$"""],"head":{{head}},"signature":{{Json(signature)}}}""" + "\n";

    static string Json<T>(T value) => JsonSerializer.Serialize(value, JsonDefaults.Options);
}
