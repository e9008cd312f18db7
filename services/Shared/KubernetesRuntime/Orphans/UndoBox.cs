using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace FlowForge.KubernetesRuntime;

/// <summary>Seals what may be read only by whoever has the key: AES-256-GCM, bound to the place it came from.</summary>
internal sealed class UndoBox(IOptions<KubernetesOptions> options)
{
    public const int KeyLength = 32;

    private const string Form = "aes256gcm:";
    private static readonly int NonceLength = AesGcm.NonceByteSizes.MaxSize, TagLength = AesGcm.TagByteSizes.MaxSize;

    public bool IsOpen => !string.IsNullOrEmpty(options.Value.UndoKey);

    public string Seal(string text, string place)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var box = new byte[NonceLength + TagLength + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceLength));
        using var aes = new AesGcm(Key(), TagLength);
        aes.Encrypt(box.AsSpan(0, NonceLength), plain, box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength), Encoding.UTF8.GetBytes(place));
        return Form + Convert.ToBase64String(box);
    }

    /// <exception cref="InvalidOperationException">It cannot be opened; the message says why, and nothing of what is in it.</exception>
    public string Open(string text, string place)
    {
        if (!IsOpen) throw new InvalidOperationException($"{KubernetesOptions.Section}:undoKey is not set; set it to the key that was set when '{place}' was removed");
        try
        {
            var box = Convert.FromBase64String(text.StartsWith(Form, StringComparison.Ordinal) ? text[Form.Length..] : throw new FormatException());
            if (box.Length < NonceLength + TagLength) throw new FormatException();
            var plain = new byte[box.Length - NonceLength - TagLength];
            using var aes = new AesGcm(Key(), TagLength);
            aes.Decrypt(box.AsSpan(0, NonceLength), box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength), plain, Encoding.UTF8.GetBytes(place));
            return Encoding.UTF8.GetString(plain);
        }
        catch (CryptographicException)
        {
            throw new InvalidOperationException($"what is kept of '{place}' cannot be opened: it was sealed with another {KubernetesOptions.Section}:undoKey, or was changed since");
        }
        catch (FormatException)
        {
            throw new InvalidOperationException($"what is kept of '{place}' cannot be read: it was changed since");
        }
    }

    private byte[] Key() => Convert.FromBase64String(options.Value.UndoKey!);
}
