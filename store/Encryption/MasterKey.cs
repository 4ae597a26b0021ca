using System.Security.Cryptography;
using System.Text;
using Analytics.Contracts;
using Analytics.Contracts.Files;

namespace Analytics.Store.Encryption;

/// <summary>The key that wraps the keys of all people: 32 bytes that are kept apart from the database.</summary>
public sealed class MasterKey
{
    /// <summary>The variable that may hold it, in Base64.</summary>
    public const string Variable = "ANALYTICS_MASTER_KEY";

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly byte[] _bytes;

    private MasterKey(byte[] bytes, string origin) => (_bytes, Origin) = (bytes, origin);

    /// <summary>Where it came from, for messages.</summary>
    public string Origin { get; }

    /// <summary>Distinguishes keys without revealing them.</summary>
    public string Id => Convert.ToHexStringLower(HMACSHA256.HashData(_bytes, "analytics master key id"u8).AsSpan(0, 8));

    /// <summary>The key itself.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>A key in Base64, as the variable holds it.</summary>
    /// <exception cref="FailureException">It is none.</exception>
    public static MasterKey Parse(string base64, string origin)
    {
        var bytes = new byte[SealedBytes.KeyLength + 1];
        return Convert.TryFromBase64String(base64.Trim(), bytes, out var length) && length == SealedBytes.KeyLength
            ? new(bytes[..length], origin)
            : throw new InvalidException(
                $"{origin} holds no master key: {SealedBytes.KeyLength} bytes in Base64 are needed, "
                + "for example what 'openssl rand -base64 32' prints.");
    }

    /// <summary>The key in a file that nobody but its owner may read.</summary>
    /// <exception cref="FailureException">The file is missing, open to others, or holds no key.</exception>
    public static MasterKey Read(string file)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Others) != 0)
            {
                throw new InvalidException($"Other users can read the master key '{file}'. Run 'chmod 600 {file}'.");
            }

            return Parse(File.ReadAllText(file), $"'{file}'");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidException(
                $"The master key '{file}' cannot be read: {error.Message} "
                + $"Restore the file from its backup, or set {Variable}.");
        }
    }

    /// <summary>Writes a new random key that only its owner may read; where there is a file already, reads the key in it.</summary>
    /// <exception cref="FailureException">The file cannot be written, or the one that is there cannot be used.</exception>
    public static MasterKey Create(string file)
    {
        var key = new MasterKey(RandomNumberGenerator.GetBytes(SealedBytes.KeyLength), $"'{file}'");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            var line = Encoding.ASCII.GetBytes(Convert.ToBase64String(key._bytes) + "\n");
            return WholeFile.Create(file, line, secret: true) ? key : Read(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UnavailableException(
                $"The master key '{file}' cannot be written: {error.Message} Name another file or set {Variable}.");
        }
    }

    /// <summary>Where it came from; never the key.</summary>
    public override string ToString() => $"MasterKey({Origin})";
}
