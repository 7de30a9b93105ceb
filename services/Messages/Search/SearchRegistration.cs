using Npgsql;

namespace Chat.Messages.Search;

static class SearchRegistration
{
    /// <summary>
    /// Plans are made for the values of each search; what a text index finds is not known before, and the table is never read from end to end.
    /// A search that takes longer than this is given up.
    /// </summary>
    const string ForSearches = "-c plan_cache_mode=force_custom_plan -c enable_seqscan=off -c jit=off -c work_mem=16MB -c statement_timeout=10000";

    /// <summary>Most searches at the same time, of one instance; others wait. What posts is not to want for connections, nor for the processor.</summary>
    const int Connections = 8;

    public static WebApplicationBuilder AddSearch(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<SearchLimitOptions>().BindConfiguration("RateLimits").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddKeyedSingleton(CandidateReader.Database, (_, _) =>
        {
            var source = new NpgsqlDataSourceBuilder(builder.Configuration.GetConnectionString("messagesdb"));
            source.ConnectionStringBuilder.Options = $"{source.ConnectionStringBuilder.Options} {ForSearches}".Trim();
            source.ConnectionStringBuilder.MaxPoolSize = Connections;
            return source.Build();
        });
        builder.Services.AddSingleton<SearchLimit>().AddSingleton<SearchBacklog>().AddSingleton<SearchIndexer>().AddSingleton<CandidateReader>();
        builder.Services.AddScoped<SearchScopes>().AddScoped<Searcher>();
        builder.Services.AddHostedService<SearchIndexing>();
        return builder;
    }
}
