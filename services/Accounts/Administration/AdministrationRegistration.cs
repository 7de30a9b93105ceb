namespace Chat.Accounts.Administration;

static class AdministrationRegistration
{
    /// <summary>What its endpoints are listed under in the API's description.</summary>
    public const string Tag = "Administration";

    public static WebApplicationBuilder AddAdministration(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<AdministrationOptions>().BindConfiguration("Administration").ValidateOnStart();
        builder.Services.AddScoped<Administrators>().AddScoped<ManagedUsers>().AddScoped<UserActs>();
        builder.Services.AddHostedService<ConfiguredAdministrators>();
        return builder;
    }

    public static void MapAdministration(this IEndpointRouteBuilder routes)
    {
        routes.MapClaim();
        routes.MapManagedUsers();
    }
}
