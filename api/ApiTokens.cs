using System.Security.Cryptography;
using System.Text;
using Analytics.Contracts;
using Analytics.Runtime.Network;

namespace Analytics.Api;

/// <summary>What somebody may do at the API.</summary>
public enum ApiRight
{
    /// <summary>Nothing is allowed.</summary>
    None,

    /// <summary>Reading is allowed.</summary>
    Read,

    /// <summary>Reading and changing are allowed.</summary>
    Write,
}

/// <summary>Who may use the API. Holds the hashes of tokens, never a token.</summary>
public sealed class ApiTokens
{
    private const int ShortestToken = 16;
    private const string Scheme = "Bearer ";
    private readonly byte[] _read;
    private readonly byte[] _write;

    private ApiTokens(string? read, string write) => (_read, _write) = (Hash(read ?? write), Hash(write));

    /// <summary>
    /// Reads the tokens of an API, and checks that none is missing where one must be set. Where it need not be, the data folder has one.
    /// </summary>
    /// <param name="options">Where the API listens, and the files.</param>
    /// <param name="data">The data folder, see <see cref="ApiTokenFile"/>.</param>
    /// <param name="variable">Looks up an environment variable.</param>
    /// <exception cref="FailureException">A token cannot be read or is too short, or the address takes one and there is none.</exception>
    public static ApiTokens Load(ApiOptions options, string data, Func<string, string?> variable)
    {
        ListenUrl.Check(options.Url, "Api:Url", "7440");
        return Load(options, data, variable, mustBeSet: !ListenUrl.IsLoopback(options.Url));
    }

    /// <summary>Reads the tokens of a node without the role api: the answer to a valid one says why the node is not ready.</summary>
    /// <param name="options">The files.</param>
    /// <param name="data">The data folder, see <see cref="ApiTokenFile"/>.</param>
    /// <param name="variable">Looks up an environment variable.</param>
    /// <exception cref="FailureException">A token cannot be read or is too short.</exception>
    public static ApiTokens LoadForHealth(ApiOptions options, string data, Func<string, string?> variable) =>
        Load(options, data, variable, mustBeSet: false);

    private static ApiTokens Load(ApiOptions options, string data, Func<string, string?> variable, bool mustBeSet)
    {
        var read = Load(options.ReadTokenFile, "Api:ReadTokenFile", ApiOptions.ReadTokenVariable, variable);
        var write = Load(options.WriteTokenFile, "Api:WriteTokenFile", ApiOptions.WriteTokenVariable, variable);
        const string remedy =
            $"Put one into a file and name that in Api:WriteTokenFile, or set the variable {ApiOptions.WriteTokenVariable}";
        if (write is null && mustBeSet)
        {
            throw new InvalidException(
                $"Api:Url is '{options.Url}', which other machines can reach, but there is no token for writing. {remedy}; "
                + "or use a loopback address, for example http://127.0.0.1:7440.");
        }

        if (write is null && read is not null)
        {
            throw new InvalidException($"There is a token for reading the API, but none for writing. {remedy}.");
        }

        write ??= ApiTokenFile.Ensure(data);
        return read is null || read != write
            ? new ApiTokens(read, write)
            : throw new InvalidException(
                "The tokens for reading and for writing the API are the same. Set a different one for reading, or none.");
    }

    /// <summary>What the header <c>Authorization</c> of a request gives it the right to.</summary>
    public ApiRight RightOf(string? authorization)
    {
        if (authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) != true)
        {
            return ApiRight.None;
        }

        // Both are compared, hash with hash: how long it takes reveals nothing of a token.
        var shown = Hash(authorization[Scheme.Length..].Trim());
        var mayWrite = CryptographicOperations.FixedTimeEquals(shown, _write);
        var mayRead = CryptographicOperations.FixedTimeEquals(shown, _read);
        return mayWrite ? ApiRight.Write : mayRead ? ApiRight.Read : ApiRight.None;
    }

    /// <summary>Reads a token from a file, else from a variable; none where there is neither.</summary>
    /// <exception cref="FailureException">The file cannot be read, or holds no token.</exception>
    public static string? Load(string? file, string option, string name, Func<string, string?> variable)
    {
        if (file is null && variable(name) is not { Length: > 0 })
        {
            return null;
        }

        var token = (file is null ? variable(name)! : ReadFile(file, option)).Trim();
        var origin = file is null ? $"the variable {name}" : $"'{file}' ({option})";
        return token.Length >= ShortestToken && token.All(letter => letter is > ' ' and <= '~')
            ? token
            : throw new InvalidException(
                $"The token in {origin} is invalid: it needs at least {ShortestToken} letters, digits and signs, without "
                + "spaces. 'openssl rand -hex 32' generates one.");
    }

    private static string ReadFile(string file, string option)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidException($"{option} '{file}' cannot be read: {exception.Message} Name a file that holds only the token.");
        }
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
