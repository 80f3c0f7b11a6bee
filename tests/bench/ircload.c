// ircload: plain-IRC load generator and checker. One thread, epoll, no server specific code.
// Every channel line carries "@SSSSSSSSQQQQQQQQTTTTTTTTTTTTTTTT" (sender, sequence, send time ns, hex), so
// every receiver checks that each sender's lines reach it exactly once and in order.
// build: cc -O2 -o ircload ircload.c (Linux). Loopback only. Started by tests/bench/ircload.py.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef uint64_t u64; typedef uint32_t u32;
static u64 now_ns(void){ struct timespec t; clock_gettime(CLOCK_MONOTONIC,&t); return t.tv_sec*1000000000ull+t.tv_nsec; }

// ---- parameters
static const char *host="127.0.0.1", *label="";
static int port=6667, N=10, R=1, S=1, M=100, payload=100, W=32, conc=64, nojoin=0, slow=0, slow_rcvbuf=65536, spid=0, cpu=-1, stall=5;
static char *caps[8]; static int ncaps=0; // profiles of capabilities, taken in turn by the members of a room
static double rate=0, hold=0, tmax=120, jointmax=180;
// ---- state
enum { ST_CONNECTING, ST_REG, ST_JOINING, ST_READY, ST_DEAD };
typedef struct { int fd,id,room,st,sidx,slow; char *res; u32 reslen,rescap; u32 *next; uint8_t *bits; u64 got,dup,reord; u32 sent,acked; u64 bytes; } conn;
static conn *C; static int ep, nready=0, ndead=0, nextc=0, inprog=0; static int phase=0; // 0 join, 1 load
static u64 deliveries=0, dups=0, reords=0, unknown=0, rx_bytes=0, rx_calls=0, last_rx=0, total_sent=0, load_t0, last_delivery=0;
static int *observer; // per room: conn id
static int mpr; // max members per room
static char *buf; enum { BUF=1<<20 };
static char errline[256]="";
// latency histogram: 64 linear steps in each power of two
static u64 hist[64*64]; static u64 lat_max=0;
static inline void lat_add(u64 v){ static u64 pv,*pb; if(v!=pv||!pb){ pv=v; if(v>lat_max)lat_max=v; int e=v<64?0:63-__builtin_clzll(v)-5; pb=&hist[e*64+((v>>e)&63)]; } (*pb)++; }
static double lat_pct(double p){ u64 tot=0; for(int i=0;i<4096;i++)tot+=hist[i]; if(!tot)return 0; u64 want=(u64)(p*tot); if(want>=tot)want=tot-1; u64 a=0;
  for(int i=0;i<4096;i++){ a+=hist[i]; if(a>want){ int e=i/64; return ((double)((u64)(i%64)<<e))/1e6; } } return 0; }
// 8 lower-case hex digits at once: the nibbles move together in three steps
static inline u32 hex8(const char*p){ u64 v; memcpy(&v,p,8); v=(v&0x0f0f0f0f0f0f0f0full)+9*((v>>6)&0x0101010101010101ull); v=__builtin_bswap64(v);
  v=(v|v>>4)&0x00ff00ff00ff00ffull; v=(v|v>>8)&0x0000ffff0000ffffull; return (u32)(v|v>>16); }
static inline void puthex(char*p,u64 v,int n){ static const char H[]="0123456789abcdef"; for(int i=n-1;i>=0;i--){p[i]=H[v&15];v>>=4;} }

typedef struct { double cpu,ut,st; long rss,hwm; int threads; } pst;
static pst rd(int pid){ pst r={0}; if(!pid)return r; char f[64],b[4096]; snprintf(f,64,"/proc/%d/stat",pid); FILE*h=fopen(f,"r"); if(!h)return r; size_t n=fread(b,1,4095,h); b[n]=0; fclose(h);
  char*p=strrchr(b,')'); unsigned long u=0,s=0; if(p)sscanf(p+2,"%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",&u,&s); double hz=sysconf(_SC_CLK_TCK); r.ut=u/hz; r.st=s/hz; r.cpu=r.ut+r.st;
  snprintf(f,64,"/proc/%d/status",pid); h=fopen(f,"r"); if(h){ char l[256]; while(fgets(l,256,h)){ sscanf(l,"VmRSS: %ld",&r.rss); sscanf(l,"VmHWM: %ld",&r.hwm); sscanf(l,"Threads: %d",&r.threads);} fclose(h);} return r; }

static void die_conn(conn*c,const char*why){ if(c->st==ST_DEAD)return; if(!errline[0])snprintf(errline,sizeof errline,"conn %d (%s): %.180s",c->id,c->slow?"slow":c->sidx>=0?"sender":"reader",why);
  if(c->st==ST_READY)nready--; else inprog--; c->st=ST_DEAD; ndead++; epoll_ctl(ep,EPOLL_CTL_DEL,c->fd,0); close(c->fd); c->fd=-1; }
static void put(conn*c,const char*s,int n){ if(c->fd<0)return; int k=send(c->fd,s,n,MSG_NOSIGNAL); if(k!=n){ if(k<0&&errno!=EAGAIN)die_conn(c,strerror(errno)); else if(k<n){ // rare: wait for room
    int off=k<0?0:k; for(int t=0;t<2000&&off<n;t++){ usleep(500); k=send(c->fd,s+off,n-off,MSG_NOSIGNAL); if(k>0)off+=k; } if(off<n)die_conn(c,"send blocked"); } } }
static void start_conn(void){ conn*c=&C[nextc]; c->id=nextc; c->room=nextc%R; int inroom=nextc/R; c->sidx=(inroom<S)?inroom:-1; c->slow=(nextc>=N-slow); if(c->slow)c->sidx=-1; nextc++; inprog++;
  c->fd=socket(AF_INET,SOCK_STREAM|SOCK_NONBLOCK,0); if(c->fd<0){perror("socket");exit(2);} int one=1; setsockopt(c->fd,IPPROTO_TCP,TCP_NODELAY,&one,sizeof one);
  if(c->slow){ int b=slow_rcvbuf; setsockopt(c->fd,SOL_SOCKET,SO_RCVBUF,&b,sizeof b);} 
  struct sockaddr_in a={.sin_family=AF_INET,.sin_port=htons(port)}; inet_pton(AF_INET,host,&a.sin_addr); c->st=ST_CONNECTING;
  struct epoll_event e={.events=EPOLLIN|EPOLLOUT,.data.u32=c->id}; 
  if(connect(c->fd,(void*)&a,sizeof a)<0&&errno!=EINPROGRESS){ epoll_ctl(ep,EPOLL_CTL_ADD,c->fd,&e); die_conn(c,strerror(errno)); return; } epoll_ctl(ep,EPOLL_CTL_ADD,c->fd,&e); }
static void ready(conn*c){ c->st=ST_READY; nready++; inprog--; if(c->slow){ epoll_ctl(ep,EPOLL_CTL_DEL,c->fd,0); } }
static void payload_line(conn*c,char*q,u64 t){
    u32 sid=hex8(q), seq=hex8(q+8); u64 ts=(u64)hex8(q+16)<<32|hex8(q+24); if(sid>=(u32)N||C[sid].sidx<0||C[sid].room!=c->room||seq>=(u32)M){unknown++;return;}
    conn*s=&C[sid]; u32 k=s->sidx; if(s==c)return; /* its own echo */ u64 bit=(u64)k*M+seq;
    if(c->bits[bit>>3]>>(bit&7)&1){dups++;c->dup++;return;} c->bits[bit>>3]|=1<<(bit&7);
    if(seq<c->next[k]){reords++;c->reord++;} else c->next[k]=seq+1;
    c->got++; deliveries++; last_delivery=t; lat_add(t>ts?t-ts:0);
    if(observer[c->room]==c->id)s->acked++;
}
static void line(conn*c,char*l,int n,u64 t){
  while(n&&(l[n-1]=='\r'||l[n-1]=='\n'))n--; if(n<4)return;
  if(l[0]=='P'&&!memcmp(l,"PING",4)){ char o[600]; int k=snprintf(o,600,"PONG%.*s\r\n",n-4>500?500:n-4,l+4); put(c,o,k); return; }
  if(l[0]=='E'&&!memcmp(l,"ERROR",5)){ l[n]=0; if(!errline[0])snprintf(errline,sizeof errline,"conn %d: %.200s",c->id,l); return; }
  if(l[0]=='@'){ char*q=memchr(l,' ',n); if(!q)return; n-=q+1-l; l=q+1; }
  if(l[0]!=':')return; char*end=l+n; char*p=memchr(l,' ',n); if(!p)return; p++;
  if(end-p>8&&!memcmp(p,"PRIVMSG ",8)){ char*q=memchr(p+8,' ',end-p-8); if(!q||end-q<35||q[1]!=':'||q[2]!='@')return; q+=3; if(phase!=1){unknown++;return;}
    payload_line(c,q,t);
    return; }
  if(!memcmp(p,"CAP ",4)&&memmem(p,end-p," NAK ",5)&&!errline[0]){ l[n]=0; snprintf(errline,sizeof errline,"conn %d: %.200s",c->id,l); }
  if(phase==0){ if(c->st==ST_REG&&!memcmp(p,"001 ",4)){ if(nojoin){ready(c);return;} char o[64]; int k=snprintf(o,64,"JOIN #r%d\r\n",c->room); c->st=ST_JOINING; put(c,o,k); }
    else if(c->st==ST_JOINING&&!memcmp(p,"366 ",4))ready(c);
    else if((c->st==ST_REG||c->st==ST_JOINING)&&(p[0]=='4'||p[0]=='5')&&memcmp(p,"422 ",4)&&!errline[0]){ l[n]=0; snprintf(errline,sizeof errline,"conn %d: %.200s",c->id,l);} }
  else if(p[0]=='4'&&!errline[0]){ l[n]=0; snprintf(errline,sizeof errline,"conn %d: %.200s",c->id,l); }
}
static void readable(conn*c){ u32 have=c->reslen; if(have)memcpy(buf,c->res,have);
  ssize_t k=recv(c->fd,buf+have,BUF-have-1,0); if(k<=0){ if(k<0&&(errno==EAGAIN||errno==EINTR))return; die_conn(c,k==0?"closed by server":strerror(errno)); return; }
  rx_calls++; rx_bytes+=k; u64 t=now_ns(); last_rx=t; char*p=buf,*end=buf+have+k;
  for(;;){ char*nl=memchr(p,'\n',end-p); if(!nl)break; line(c,p,nl-p,t); if(c->fd<0)return; p=nl+1; }
  c->reslen=end-p; if(c->reslen){ if(c->rescap<c->reslen){c->rescap=c->reslen<1024?1024:c->reslen*2;c->res=realloc(c->res,c->rescap);} memcpy(c->res,p,c->reslen);} }
static struct epoll_event ev[1024];
static int pump(double wait_ms){ struct timespec ts={.tv_sec=(time_t)(wait_ms/1000),.tv_nsec=(long)((wait_ms-1000.0*(time_t)(wait_ms/1000))*1e6)};
  int n=epoll_pwait2(ep,ev,1024,&ts,0);
  for(int i=0;i<n;i++){ conn*c=&C[ev[i].data.u32]; if(c->fd<0)continue;
    if(c->st==ST_CONNECTING){ if(ev[i].events&(EPOLLOUT|EPOLLERR|EPOLLHUP)){ int e=0; socklen_t l=sizeof e; getsockopt(c->fd,SOL_SOCKET,SO_ERROR,&e,&l); if(e){die_conn(c,strerror(e));continue;}
        struct epoll_event x={.events=EPOLLIN,.data.u32=c->id}; epoll_ctl(ep,EPOLL_CTL_MOD,c->fd,&x); c->st=ST_REG; char o[700]; int k=0; const char*w=ncaps?caps[c->id/R%ncaps]:"";
        if(*w)k=snprintf(o,500,"CAP REQ :%s\r\n",w); k+=snprintf(o+k,sizeof o-k,"NICK u%05d\r\nUSER u%05d 0 * :load\r\n%s",c->id,c->id,*w?"CAP END\r\n":""); put(c,o,k);} continue; }
    if(ev[i].events&(EPOLLIN|EPOLLHUP|EPOLLERR))readable(c); }
  return n; }
static char *pad; static char obuf[1<<16];
static int fmt(char*o,conn*s,u64 ts){ int n=sprintf(o,"PRIVMSG #r%d :@",s->room); puthex(o+n,s->id,8);n+=8; puthex(o+n,s->sent,8);n+=8; puthex(o+n,ts,16);n+=16; int p=payload-33; if(p>0){memcpy(o+n,pad,p);n+=p;} o[n++]='\r';o[n++]='\n'; s->sent++; total_sent++; return n; }
int main(int ac,char**av){
  static struct option O[]={{"host",1,0,'h'},{"port",1,0,'p'},{"clients",1,0,'n'},{"rooms",1,0,'r'},{"senders",1,0,'s'},{"messages",1,0,'m'},{"payload",1,0,'b'},{"window",1,0,'w'},{"rate",1,0,'R'},{"conc",1,0,'c'},{"pid",1,0,'P'},{"cpu",1,0,'C'},{"hold",1,0,'H'},{"nojoin",0,0,'J'},{"slow",1,0,'x'},{"slow-rcvbuf",1,0,'X'},{"tmax",1,0,'T'},{"jointmax",1,0,'t'},{"label",1,0,'L'},{"stall",1,0,'z'},{"caps",1,0,'k'},{0,0,0,0}};
  int o; while((o=getopt_long(ac,av,"",O,0))!=-1)switch(o){case'h':host=optarg;break;case'p':port=atoi(optarg);break;case'n':N=atoi(optarg);break;case'r':R=atoi(optarg);break;case's':S=atoi(optarg);break;case'm':M=atoi(optarg);break;case'b':payload=atoi(optarg);break;case'w':W=atoi(optarg);break;case'R':rate=atof(optarg);break;case'c':conc=atoi(optarg);break;case'P':spid=atoi(optarg);break;case'C':cpu=atoi(optarg);break;case'H':hold=atof(optarg);break;case'J':nojoin=1;break;case'x':slow=atoi(optarg);break;case'X':slow_rcvbuf=atoi(optarg);break;case'T':tmax=atof(optarg);break;case't':jointmax=atof(optarg);break;case'L':label=optarg;break;case'z':stall=atoi(optarg);break;case'k':for(char*w=optarg;w&&ncaps<8;){caps[ncaps++]=w;w=strchr(w,'|');if(w)*w++=0;}break;default:return 2;}
  if(strncmp(host,"127.",4)){fprintf(stderr,"loopback only\n");return 2;}
  if(cpu>=0){cpu_set_t s;CPU_ZERO(&s);CPU_SET(cpu,&s);sched_setaffinity(0,sizeof s,&s);} signal(SIGPIPE,SIG_IGN);
  mpr=(N+R-1)/R; if(S>mpr-1&&M>0&&!nojoin)S=mpr-1; if(nojoin)M=0; C=calloc(N,sizeof*C); buf=malloc(BUF); observer=malloc(R*sizeof(int)); for(int i=0;i<R;i++)observer[i]=-1; pad=malloc(payload+1); memset(pad,'x',payload+1);
  for(int i=0;i<N;i++){C[i].fd=-1;C[i].next=calloc(S?S:1,4);C[i].bits=calloc(1,((u64)S*M>>3)+8);} ep=epoll_create1(0);
  pst p0=rd(spid); u64 t0=now_ns(); 
  while(nready+ndead<N){ while(nextc<N&&inprog<conc)start_conn(); pump(100); if(now_ns()-t0>jointmax*1e9){ if(!errline[0])strcpy(errline,"join timeout"); break; } if(ndead>20)break; }
  double join_s=(now_ns()-t0)/1e9; pst pj=rd(spid);
  u64 q0=now_ns(); last_rx=q0; while(now_ns()-last_rx<400000000ull&&now_ns()-q0<10e9)pump(50); // wait for quiet
  pst p1=rd(spid); int joined=nready; double holdcpu=0;
  if(hold>0){ pst a=rd(spid); u64 h0=now_ns(); while(now_ns()-h0<hold*1e9)pump(100); pst b=rd(spid); holdcpu=b.cpu-a.cpu; p1=rd(spid);}
  // load
  struct rusage r0,r1; double wall=0; u64 expect=0; double load_s_cpu=0; pst p2=p1; long peak=p1.rss; int complete=1; u64 tx0=rx_calls, b0=rx_bytes;
  if(M>0&&nready==N){ phase=1; for(int i=0;i<N;i++)if(C[i].sidx<0&&!C[i].slow&&C[i].st==ST_READY)observer[C[i].room]=i;
    int ns=0; int*sl=malloc(N*sizeof(int)); for(int i=0;i<N;i++)if(C[i].sidx>=0)sl[ns++]=i;
    int*alive=calloc(R,4); for(int i=0;i<N;i++)if(!C[i].slow)alive[C[i].room]++;
    for(int i=0;i<ns;i++)expect+=(u64)M*(alive[C[sl[i]].room]-1);
    getrusage(RUSAGE_SELF,&r0); p1=rd(spid); load_t0=now_ns(); last_delivery=load_t0; u64 lastpeak=load_t0; u64 k=0, tot=(u64)ns*M;
    while(deliveries<expect){ u64 t=now_ns(); double wait=200;
      if(t-load_t0>tmax*1e9){complete=0;break;}
      if(t-last_delivery>(u64)stall*1000000000ull&&(rate==0||k>=tot)){complete=0;break;}
      if(rate>0){ while(k<tot){ u64 due=load_t0+(u64)(k*1e9/rate); if(due>t){ wait=(due-t)/1e6; break; } conn*s=&C[sl[k%ns]]; k++; if(s->fd<0)continue; int n=fmt(obuf,s,due); put(s,obuf,n);} if(wait>200)wait=200; }
      else for(int i=0;i<ns;i++){ conn*s=&C[sl[i]]; if(s->fd<0||s->sent>=(u32)M)continue; int can=W-(int)(s->sent-s->acked); if(can<=0)continue; int n=0; u64 ts=now_ns(); while(can-->0&&s->sent<(u32)M&&n<60000)n+=fmt(obuf+n,s,ts); put(s,obuf,n);}
      pump(wait);
      if(t-lastpeak>100000000ull){lastpeak=t; pst q=rd(spid); if(q.rss>peak)peak=q.rss;} }
    wall=(last_delivery-load_t0)/1e9; p2=rd(spid); if(p2.rss>peak)peak=p2.rss; load_s_cpu=p2.cpu-p1.cpu; getrusage(RUSAGE_SELF,&r1); tx0=rx_calls-tx0; b0=rx_bytes-b0; }
  else { complete=(nready==N); tx0=0; b0=0; memset(&r0,0,sizeof r0); r1=r0; }
  u64 got=0; for(int i=0;i<N;i++)got+=C[i].got; long long lost=(long long)expect-(long long)got;
  // slow readers: are they still connected? how much was waiting for them?
  int slow_closed=0; u64 slow_bytes=0; if(slow){ for(int i=0;i<N;i++)if(C[i].slow&&C[i].fd>=0){ int idle=0; u64 s0=now_ns(); while(now_ns()-s0<3000000000ull&&idle<100){ ssize_t k=recv(C[i].fd,buf,BUF,MSG_DONTWAIT); if(k>0){slow_bytes+=k;idle=0;} else if(k==0||errno!=EAGAIN){slow_closed++;break;} else {usleep(10000);idle++;} } } }
  pst p3=rd(spid); double lgcpu=(r1.ru_utime.tv_sec-r0.ru_utime.tv_sec)+(r1.ru_stime.tv_sec-r0.ru_stime.tv_sec)+(r1.ru_utime.tv_usec-r0.ru_utime.tv_usec+r1.ru_stime.tv_usec-r0.ru_stime.tv_usec)/1e6;
  printf("{\"label\":\"%s\",\"clients\":%d,\"rooms\":%d,\"senders_per_room\":%d,\"messages\":%d,\"payload\":%d,\"window\":%d,\"rate\":%g,\"joined\":%d,\"join_s\":%.3f,\"join_cpu\":%.2f,\"ok\":%s,\"expected\":%llu,\"deliveries\":%llu,\"lost\":%lld,\"dup\":%llu,\"reordered\":%llu,\"unknown\":%llu,\"wall\":%.4f,\"deliveries_per_s\":%.0f,\"cpu\":%.2f,\"cpu_user\":%.2f,\"cpu_sys\":%.2f,\"cpu_us_per_delivery\":%.4f,\"deliveries_per_cpu_s\":%.0f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"p999_ms\":%.3f,\"max_ms\":%.3f,\"rss0_kb\":%ld,\"rss_joined_kb\":%ld,\"rss_after_kb\":%ld,\"rss_peak_kb\":%ld,\"hwm_kb\":%ld,\"kb_per_client\":%.2f,\"hold_cpu\":%.2f,\"threads\":%d,\"lines_per_recv\":%.2f,\"loadgen_cpu\":%.2f,\"rx_mb\":%.1f,\"slow\":%d,\"slow_closed\":%d,\"slow_mb\":%.2f,\"dead\":%d,\"err\":\"",
    label,N,R,S,M,payload,W,rate,joined,join_s,pj.cpu-p0.cpu,(complete&&!lost&&!dups&&!reords&&joined==N)?"true":"false",(unsigned long long)expect,(unsigned long long)got,lost,(unsigned long long)dups,(unsigned long long)reords,(unsigned long long)unknown,wall,wall>0?got/wall:0,load_s_cpu,p2.ut-p1.ut,p2.st-p1.st,got?load_s_cpu*1e6/got:0,load_s_cpu>0?got/load_s_cpu:0,lat_pct(.5),lat_pct(.99),lat_pct(.999),lat_max/1e6,p0.rss,p1.rss,p3.rss,peak,p3.hwm,(double)(p1.rss-p0.rss)/N,holdcpu,p1.threads,tx0?(double)got/tx0:0,lgcpu,b0/1e6,slow,slow_closed,slow_bytes/1e6,ndead);
  for(char*q=errline;*q;q++)if(*q!='"'&&*q!='\\'&&(unsigned char)*q>=32)putchar(*q); printf("\"}\n"); fflush(stdout);
  struct linger lg={1,0}; for(int i=0;i<N;i++)if(C[i].fd>=0){setsockopt(C[i].fd,SOL_SOCKET,SO_LINGER,&lg,sizeof lg);close(C[i].fd);} return 0; }
