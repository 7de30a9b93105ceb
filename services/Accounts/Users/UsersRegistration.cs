using Chat.Accounts.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Chat.Accounts.Users;

static class UsersRegistration
{
    /// <summary>ASP.NET Core Identity over the users table: names, passwords (PBKDF2 with HMAC-SHA-512), concurrency.</summary>
    public static WebApplicationBuilder AddUsers(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<PasswordHashing>().BindConfiguration("Passwords").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<PasswordHasherOptions>()
            .Configure<IOptions<PasswordHashing>>((hasher, hashing) => hasher.IterationCount = hashing.Value.Iterations);
        builder.Services.AddOptions<UserSearchLimitOptions>().BindConfiguration("RateLimits").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<UserSearchLimit>();
        builder.Services.AddScoped<UserSearch>();
        builder.Services.AddSingleton<LastSeen>().AddHostedService(services => services.GetRequiredService<LastSeen>());
        builder.Services.AddHttpContextAccessor();
        builder.Services
            .AddIdentityCore<User>(options =>
            {
                options.User.AllowedUserNameCharacters = UserRules.UsernameCharacters;
                options.Password = new PasswordOptions
                {
                    // Length alone, as NIST SP 800-63B says.
                    RequiredLength = UserRules.MinPassword,
                    RequiredUniqueChars = 0,
                    RequireDigit = false,
                    RequireLowercase = false,
                    RequireUppercase = false,
                    RequireNonAlphanumeric = false,
                };
            })
            .AddUserStore<UserOnlyStore<User, AccountsDbContext, long>>()
            .AddUserManager<AspNetUserManager<User>>();
        return builder;
    }
}
