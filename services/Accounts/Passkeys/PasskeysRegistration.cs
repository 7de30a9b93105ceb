using Chat.Accounts.Mail;
using Chat.Accounts.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Chat.Accounts.Passkeys;

static class PasskeysRegistration
{
    /// <summary>ASP.NET Core Identity's passkeys, bound to the public origin: an answer that was made for another site is refused.</summary>
    public static WebApplicationBuilder AddPasskeys(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<IPasskeyHandler<User>, PasskeyHandler<User>>();
        builder.Services.AddSingleton<PasskeyChallenges>();
        builder.Services.AddOptions<IdentityPasskeyOptions>().Configure<IOptions<SiteOptions>>((passkeys, site) =>
        {
            var own = new Uri(site.Value.PublicOrigin);
            passkeys.ServerDomain = own.Host;
            passkeys.ValidateOrigin = said => ValueTask.FromResult(!said.CrossOrigin && IsOriginOf(own, said.Origin));
            passkeys.ResidentKeyRequirement = "required";
            passkeys.UserVerificationRequirement = "required";
        });
        return builder;
    }

    static bool IsOriginOf(Uri address, string said) =>
        Uri.TryCreate(said, UriKind.Absolute, out var origin)
        && origin.GetLeftPart(UriPartial.Authority) == address.GetLeftPart(UriPartial.Authority);
}
