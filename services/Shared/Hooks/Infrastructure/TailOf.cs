using System.Text;

namespace FlowForge.Hooks;

/// <summary>Reads a stream to its end, so that its writer never blocks, and keeps the last part.</summary>
internal sealed class TailOf(StreamReader reader, int length)
{
    private readonly StringBuilder _tail = new();

    public string Text
    {
        get
        {
            lock (_tail) return _tail.ToString(Math.Max(0, _tail.Length - length), Math.Min(length, _tail.Length)).Trim();
        }
    }

    public async Task ReadAsync()
    {
        var buffer = new char[1024];
        try
        {
            while (await reader.ReadAsync(buffer) is > 0 and var count)
                lock (_tail)
                {
                    _tail.Append(buffer, 0, count);
                    if (_tail.Length > length * 2) _tail.Remove(0, _tail.Length - length);
                }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process was given up; what was read so far is what there is.
        }
    }
}
