using System.ComponentModel.DataAnnotations;

namespace Chat.Accounts.SignIn;

/// <summary>Body of what a user may only do who enters their password again.</summary>
sealed record PasswordRequest([property: Required, DataType(DataType.Password)] string? Password);
