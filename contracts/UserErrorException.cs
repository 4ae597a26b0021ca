namespace Analytics.Contracts;

/// <summary>Input that the user can put right; its message says what, where and what next. The host prints it and ends with 2.</summary>
public sealed class UserErrorException(string message) : Exception(message);
