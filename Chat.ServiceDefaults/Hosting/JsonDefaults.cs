using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.ServiceDefaults.Hosting;

/// <summary>The JSON of every public surface: snake_case, strict numbers, enums as strings, UTC times.</summary>
public static class JsonDefaults
{
    public static JsonSerializerOptions Options { get; } = Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    internal static WebApplicationBuilder AddChatJson(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(json => Apply(json.SerializerOptions));
        return builder;
    }

    /// <summary>Gives the options the defaults of this system.</summary>
    public static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.AllowDuplicateProperties = false;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        // Text goes to JSON parsers, never into HTML: no need to escape every non-ASCII letter.
        options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        return options;
    }
}
