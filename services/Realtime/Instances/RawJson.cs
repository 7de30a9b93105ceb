using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chat.Realtime.Instances;

/// <summary>JSON that is written as it is.</summary>
[JsonConverter(typeof(Converter))]
readonly record struct RawJson(ReadOnlyMemory<byte> Bytes)
{
    sealed class Converter : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Bytes.Span, skipInputValidation: true);
    }
}
